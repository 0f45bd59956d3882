// Forms: what applies is shown, what is computed is computed, what is wrong is said when a field is left.

import { choose, setChoice } from "./choose.js";
import { startDraft } from "./draft.js";
import { startFiles, textsOf } from "./files.js";
import { all, ask, later, one } from "./page.js";
import { applyRules } from "./rules.js";
import { dropUntouchedRows, startSheets } from "./sheet.js";
import { startSpecialInputs } from "./special.js";
import { fill, words } from "./words.js";

const named = (form, name) => all(`[name="${CSS.escape(name)}"]:not([type=hidden])`, form);

/** Says what is wrong with the input of that name, or that nothing is any more. */
function showProblem(form, name, text) {
  const input = named(form, name)[0];
  const id = `f-${name.replace("[", "-").replace("].", "-")}`;
  const place = document.getElementById(`${id}-error`);
  if (place) place.textContent = text;
  if (!input) return;
  if (text) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  input.tomselect?.wrapper.classList.toggle("is-invalid", Boolean(text));
}

/** Says beside an input what should be known though it is no problem, with links to the records that it is about. */
function showNotes(form, notes) {
  for (const line of all(".field > .known", form)) if (!(line.dataset.of in notes)) line.remove();
  for (const [name, note] of Object.entries(notes)) {
    const place = document.getElementById(`f-${name}-error`);
    if (!place || !form.contains(place)) continue;
    let line = one(`.field > .known[data-of="${name}"]`, form);
    if (!line) {
      line = Object.assign(document.createElement("p"), { className: "known", role: "status" });
      line.dataset.of = name;
      place.after(line);
    }
    const links = note.links.map((each) => Object.assign(document.createElement("a"), { href: each.url, textContent: each.text, target: "_blank" }));
    line.replaceChildren(note.text, ...links.flatMap((link) => [" ", link]));
  }
}

function setReadonly(input, is) {
  const group = input.closest("[data-files], .rating");
  if (group) group.inert = is;
  else if (input.tomselect) input.tomselect[is ? "disable" : "enable"]();
  else if (input.matches("select, [type=checkbox]")) input.disabled = is;
  else input.readOnly = is;
}

/** Shows a field or cell as its conditions want it. */
export function applyState(form, name, state) {
  const input = named(form, name)[0];
  const anchor = input ?? document.getElementById(`f-${name.replace("[", "-").replace("].", "-")}`);
  const field = anchor?.closest(".cell, .field");
  if (!field || !form.contains(field)) return;
  if ("visible" in state) field.hidden = !state.visible;
  if ("required" in state) {
    const mark = one(":scope > label .must, :scope > .label .must", field);
    if (mark) mark.hidden = !state.required;
    input?.setAttribute("aria-required", String(state.required));
  }
  if ("readonly" in state) for (const each of named(form, name)) setReadonly(each, state.readonly);
}

export function setOutput(name, text) {
  const output = document.getElementById(`f-${name.replace("[", "-").replace("].", "-")}`);
  if (output?.matches("output")) output.textContent = text;
}

/** Puts defaults that follow from other values into inputs nobody has typed in; answers whether anything changed. */
function fillIn(form, values) {
  let hasChanged = false;
  for (const [name, value] of Object.entries(values)) {
    const input = named(form, name)[0];
    const text = value.value ?? value;
    if (!input || input.dataset.touched || (input.type === "radio" ? named(form, name).some((each) => each.checked && each.value === text) : input.value === text) || (input.type === "checkbox" && input.checked === (text === "true"))) continue;
    hasChanged = true;
    if (input.type === "radio") for (const each of named(form, name)) each.checked = each.value === text;
    else if (input.matches("select")) setChoice(input, text, value.text);
    else if (input.type === "checkbox") input.checked = text === "true";
    else input.value = text;
  }
  return hasChanged;
}

/** Asks the server how the form stands: computed values, conditions, defaults that follow from others, problems. */
async function check(form, left) {
  const data = textsOf(form);
  const untouched = all("[data-row] [name]:not([data-touched], [type=hidden])", form).map((input) => input.name);
  for (const name of untouched) data.append("untouched", name);
  form.checking = (form.checking ?? 0) + 1;
  const number = form.checking;
  const answer = await ask(form.dataset.check, { method: "POST", body: data });
  if (number !== form.checking || !answer?.ok) return;
  const said = await answer.json();
  for (const [name, state] of Object.entries(said.states)) applyState(form, name, state);
  for (const [name, text] of Object.entries(said.outputs)) setOutput(name, text);
  for (const [name, text] of Object.entries(said.totals)) {
    const [sheet, column] = name.split(".");
    const cell = one(`[data-sheet="${sheet}"] [data-total="${column}"]`, form);
    if (cell) cell.replaceChildren(Object.assign(document.createElement("b"), { textContent: text }));
  }
  const shown = all("[aria-invalid=true]", form).map((input) => input.name);
  for (const name of new Set([...left, ...shown])) showProblem(form, name, said.problems[name] ?? "");
  for (const [name, allowed] of Object.entries(said.options)) limitOptions(form, name, allowed);
  showNotes(form, said.notes);
  if (fillIn(form, said.fills)) {
    applyRules(form);
    await check(form, left);
  }
}

/** A choice whose options depend on other fields shows only those that fit. */
function limitOptions(form, name, allowed) {
  const select = named(form, name)[0];
  if (!select?.matches("select")) return;
  for (const option of select.options) option.hidden = option.disabled = option.value !== "" && !allowed.includes(option.value);
  if (select.tomselect) {
    select.allOptions ??= Object.values(select.tomselect.options);
    for (const option of select.allOptions) {
      if (allowed.includes(option.value)) select.tomselect.addOption(option);
      else select.tomselect.removeOption(option.value, true);
    }
  }
}

export function startForm(form) {
  const say = words(form);
  const left = new Set();
  const isLive = Boolean(form.dataset.check);
  const state = one("[data-state]", form);
  startFiles(form);
  startSpecialInputs(form);
  choose(form);
  startSheets(form);
  const draft = startDraft(form);
  const recheck = later(120, () => { if (isLive) check(form, left); });

  form.addEventListener("input", (event) => {
    // From the first letter on: a default that arrives while somebody types does not replace what is typed.
    if (event.target.name) event.target.dataset.touched = "1";
    applyRules(form);
    if (state) state.textContent = say.unsaved;
    draft.changed();
  });
  form.addEventListener("change", (event) => {
    const input = event.target;
    if (input.name) input.dataset.touched = "1";
    if (input.name && input.matches("select, [type=checkbox], [type=radio], [type=date], [type=datetime-local]")) left.add(input.name);
    applyRules(form);
    draft.changed();
    if (state) state.textContent = say.unsaved;
    forgetDependent(form, input);
    recheck();
  });
  form.addEventListener("focusout", (event) => {
    const input = event.target.closest?.(".ts-wrapper")?.previousElementSibling ?? event.target;
    if (!input.name || input.closest("dialog") !== form.closest("dialog")) return;
    if (input.dataset.touched || input.value) { left.add(input.name); recheck(); }
  });
  form.addEventListener("sheet:changed", () => { applyRules(form); draft.changed(); recheck(); });
  form.addEventListener("submit", (event) => {
    if (form.closest("dialog")) return;
    if (form.dataset.sending) { event.preventDefault(); return; }
    form.dataset.sending = "1";
    dropUntouchedRows(form);
    draft.sent();
    if (state) state.textContent = say.saving;
    event.submitter?.classList.add("is-busy");
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sending; });
  applyRules(form);
  if (one("[data-total], [data-depends]", form)) recheck();
  if (!("calm" in form.dataset)) focusFirst(form);
}

/** A choice that depended on what just changed is chosen anew. */
function forgetDependent(form, input) {
  const field = input.closest("[data-field]")?.dataset.field;
  if (!field) return;
  const scope = input.closest("[data-row]") ?? form;
  for (const place of all("[data-depends]", scope)) {
    if (!place.dataset.depends.split(" ").includes(field)) continue;
    const select = one("select", place);
    if (select?.tomselect) {
      select.tomselect.clear(true);
      select.tomselect.clearOptions();
    }
  }
}

function focusFirst(form) {
  const wrong = one("[aria-invalid=true]", form);
  if (wrong) focusQuietly(wrong);
  else if (!one("[data-focus]", form) && !form.closest("dialog")) {
    const first = one(".field:not([hidden]) :is(input:not([type=hidden], [readonly]), select:not([disabled]), textarea)", form);
    if (first && !first.tomselect && matchMedia("(pointer: fine)").matches) first.focus({ preventScroll: true });
  }
}

// What is said about the field is to be read before its list covers it.
function focusQuietly(field) {
  const list = field.tomselect;
  if (!list) { field.focus(); return; }
  const opens = list.settings.openOnFocus;
  list.settings.openOnFocus = false;
  list.focus();
  setTimeout(() => { list.settings.openOnFocus = opens; });  // it opens in a timer of its own, which is due before
}

export function startForms() {
  for (const form of all("form[data-entity]")) startForm(form);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const form = one("dialog[open] form[data-entity]") ?? one("form[data-entity]");
    if (!form) return;
    event.preventDefault();
    document.activeElement?.blur();
    form.requestSubmit(one("[data-save]", form));
  });
}

export { fill };
