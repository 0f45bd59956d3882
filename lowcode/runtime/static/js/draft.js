// What is typed survives: a copy in this browser until it is saved, and a question before it is left.

import { all, later, one } from "./page.js";
import { fill, words } from "./words.js";

const PREFIX = "draft:";
const DAYS = 14;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key));
  } catch {
    return null;
  }
}

function write(key, value) {
  try {
    if (value) localStorage.setItem(PREFIX + key, JSON.stringify(value));
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // A full or forbidden storage loses the draft, nothing else.
  }
}

function keys() {
  try {
    return Object.keys(localStorage).filter((each) => each.startsWith(PREFIX)).map((each) => each.slice(PREFIX.length));
  } catch {
    return [];
  }
}

function forgetOld() {
  const oldest = Date.now() - DAYS * 86_400_000;
  for (const key of keys()) if ((read(key)?.at ?? 0) < oldest) write(key, null);
}

const secret = new Set(["csrf_token", "version", "next", "dialog"]);
const pairs = (form) => [...new FormData(form)].filter(([name, value]) => !secret.has(name) && typeof value === "string");

/** Titles of chosen records, so that a draft can show them again. */
function titles(form) {
  return Object.fromEntries(all("select[data-lookup] option", form).map((option) => [`${option.closest("select").name}=${option.value}`, option.text]));
}

function restore(form, saved) {
  form.dispatchEvent(new CustomEvent("draft:restore", { detail: saved }));
  const values = Map.groupBy ? Map.groupBy(saved.pairs, ([name]) => name) : group(saved.pairs);
  for (const input of all("[name]", form)) {
    const given = values.get(input.name)?.map(([, value]) => value);
    if (!given || secret.has(input.name) || input.type === "hidden") continue;
    if (input.type === "file") continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = given.includes(input.value);
    else if (input.tomselect) {
      for (const value of given) if (value) input.tomselect.addOption({ value, text: saved.titles[`${input.name}=${value}`] ?? value });
      input.tomselect.setValue(input.multiple ? given.filter(Boolean) : given.at(-1), true);
    } else input.value = given.at(-1);
    input.dataset.touched = "1";
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new CustomEvent("sheet:changed", { bubbles: true }));
}

function group(list) {
  const groups = new Map();
  for (const pair of list) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}

function offer(form, key, saved, say) {
  const note = one("[data-draft-note]", form);
  if (!note) return;
  one("span", note).textContent = fill(say.draft_found, { when: new Date(saved.at).toLocaleString(document.documentElement.lang) });
  note.hidden = false;
  one("[data-draft-restore]", note).onclick = () => { restore(form, saved); note.hidden = true; };
  one("[data-draft-discard]", note).onclick = () => { write(key, null); note.hidden = true; };
}

export function startDraft(form) {
  const key = form.dataset.draft;
  if (!key || form.closest("dialog")) return { changed() {}, sent() {} };
  const say = words(form);
  const first = JSON.stringify(pairs(form));
  let isSent = false;
  const isChanged = () => JSON.stringify(pairs(form)) !== first;
  const keep = later(400, () => { if (!isSent) write(key, isChanged() ? { at: Date.now(), pairs: pairs(form), titles: titles(form) } : null); });
  forgetOld();
  const saved = read(key);
  const isRefused = one("#problems", form) !== null;
  if (saved && !isRefused && JSON.stringify(saved.pairs) !== first) offer(form, key, saved, say);
  window.addEventListener("beforeunload", (event) => { if (!isSent && isChanged()) event.preventDefault(); });
  one("[data-cancel]", form)?.addEventListener("click", () => { isSent = true; write(key, null); });
  return {
    changed: keep,
    sent() { isSent = true; remember(key); },
  };
}

/** Which draft was just sent, for the page that answers. */
function remember(key) {
  try {
    if (key) sessionStorage.setItem("sent-draft", key);
    const known = sessionStorage.getItem("sent-draft");
    if (!key) sessionStorage.removeItem("sent-draft");
    return known;
  } catch {
    return null;
  }
}

/** Whoever signs out leaves nothing behind on a computer that others use. */
export function forgetDraftsOnSignOut() {
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/-/logout") for (const key of keys()) write(key, null);
  });
}

/** A page that is no form any more means that what was sent is saved. */
export function clearSentDraft() {
  const key = remember(null);
  if (!key) return;
  if (!one("#problems, [data-draft-keep], .trouble, .sign-in")) write(key, null);
}
