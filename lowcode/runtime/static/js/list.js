// Lists: parts of the page follow links and filters, rows follow the keyboard, a bar follows the selection.

import htmx from "htmx.org";

import { choose } from "./choose.js";
import { all, busy, isTyping, later, on, one } from "./page.js";
import { sortable } from "./sorting.js";

const rows = () => all("[data-rows] tbody > tr");
const boxes = () => all('[data-rows] tbody input[name="id"]');

async function load(url) {
  const list = one("#list");
  list.classList.add("busy");
  busy(true);
  await htmx.ajax("GET", url, { target: "#list", swap: "outerHTML", push: url });
  busy(false);
}

/** The address that a GET form asks for, without what was left empty. */
export function addressOf(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") data.append(name, value);
  const query = data.toString();
  return form.getAttribute("action") + (query ? `?${query}` : "");
}

function follow(link, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  load(link.getAttribute("href"));
}

const search = later(250, (input) => {
  const place = [input.selectionStart, input.selectionEnd];
  load(addressOf(input.form)).then(() => {
    const again = one("[data-find]");
    if (!again || document.activeElement !== document.body) return;
    again.focus();
    again.setSelectionRange(...place);
  });
});

function showSelection() {
  const chosen = boxes().filter((box) => box.checked).length;
  const bar = one("[data-bulk]");
  const every = one("[data-all]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  const words = one("[data-selected]", bar);
  words.textContent = words.dataset.selected.replace("#", chosen);
  every.checked = chosen > 0 && chosen === boxes().length;
  every.indeterminate = chosen > 0 && !every.checked;
}

/** Ticks everything between the last tick and this one, as with Shift everywhere else. */
let lastBox = null;
function tick(box, event) {
  const list = boxes();
  if (event.shiftKey && lastBox && list.includes(lastBox)) {
    const [from, to] = [list.indexOf(lastBox), list.indexOf(box)].sort((a, b) => a - b);
    for (const each of list.slice(from, to + 1)) each.checked = box.checked;
  }
  lastBox = box;
  showSelection();
}

const linkOf = (row) => one("td.m > a, td:first-child > a", row);

function openRow(row, event) {
  if (event.target.closest("a, button, input, label") || getSelection().toString()) return;
  const link = linkOf(row);
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href);
  else if (event.target.closest("td:first-child") && one('input[name="id"]', row)) one('input[name="id"]', row).click();
  else location.assign(link.href);
}

function move(step) {
  const list = rows();
  if (list.length === 0) return;
  const at = list.findIndex((row) => row.classList.contains("at"));
  const next = list[Math.max(0, Math.min(list.length - 1, at + step))];
  list[at]?.classList.remove("at");
  next.classList.add("at");
  next.scrollIntoView({ block: "nearest" });
  linkOf(next)?.focus({ preventScroll: true });
}

function runKey(event) {
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || !one("#list")) return;
  if (one("dialog[open], details[data-menu][open]")) return;
  const row = one("[data-rows] tr.at");
  if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  else if (event.key === "x" && row) one('input[name="id"]', row)?.click();
  else if (event.key === "e" && row) location.assign(`${linkOf(row).href}/edit`);
  else if (event.key === "Enter" && row && event.target === document.body) linkOf(row).click();
  else return;
  event.preventDefault();
}

function prepare() {
  if (!one("#list")) return;
  choose(one("#list"));
  for (const place of all("[data-sortable]")) sortable(place, ".handle");
  // The page carries no names for fifty boxes: the titles beside them are there already.
  for (const box of boxes()) box.setAttribute("aria-label", linkOf(box.closest("tr"))?.textContent ?? "");
  showSelection();
}

export function startList() {
  on("click", "a[data-list]", follow);
  on("submit", "form[data-list]", (form, event) => { event.preventDefault(); load(addressOf(form)); });
  on("input", "[data-find]", (input, event) => { if (!event.isComposing) search(input); });
  on("compositionend", "[data-find]", search);
  on("click", '[data-rows] input[name="id"]', tick);
  on("click", "[data-rows] tbody > tr", openRow);
  on("change", "[data-all]", (every) => {
    for (const box of boxes()) box.checked = every.checked;
    showSelection();
  });
  on("click", "[data-unselect]", () => {
    for (const box of boxes()) box.checked = false;
    showSelection();
  });
  document.addEventListener("keydown", runKey);
  // An answer that is no list is a page of its own: an error, or the sign-in.
  document.addEventListener("htmx:before:swap", (event) => {
    const { response, request } = event.detail.ctx;
    if (response.status < 400) return;
    event.preventDefault();
    location.assign(request.action);
  });
  document.addEventListener("htmx:after:swap", prepare);
  document.addEventListener("menu:filled", prepare);
  window.addEventListener("pageshow", showSelection);
  prepare();
}
