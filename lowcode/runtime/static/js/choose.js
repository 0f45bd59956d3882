// Selects that are searched: long choices, and references whose options come from the server.

import TomSelect from "tom-select/dist/esm/tom-select.js";
import clearButton from "tom-select/dist/esm/plugins/clear_button/plugin.js";
import removeButton from "tom-select/dist/esm/plugins/remove_button/plugin.js";

import { create } from "./create.js";
import { all, ask } from "./page.js";
import { words } from "./words.js";

TomSelect.define("clear_button", clearButton);
TomSelect.define("remove_button", removeButton);

const escapeText = (text) => {
  const place = document.createElement("i");
  place.textContent = text;
  return place.innerHTML;
};

function common(select) {
  const say = words(select);
  return {
    plugins: select.multiple ? { remove_button: { label: "×", title: say.clear } } : select.matches("td select") ? {} : { clear_button: { title: say.clear } },
    maxOptions: 500,
    allowEmptyOption: false,
    placeholder: select.dataset.placeholder ?? "",
    hidePlaceholder: true,
    closeAfterSelect: !select.multiple,
    // What was typed just before a choice was made is no question any more.
    onDropdownClose() { clearTimeout(this.refreshTimeout); },
    dropdownParent: select.closest(".sheet-wrap, dialog, .filters") ? "body" : null,
    render: {
      no_results: () => `<div class="no-results">${escapeText(say.none)}</div>`,
      option: (data) => `<div class="depth-${data.depth ?? 0}">${escapeText(data.text.trim())}${data.hint ? ` <small>${escapeText(data.hint)}</small>` : ""}</div>`,
      item: (data) => `<div>${escapeText(data.text.trim())}</div>`,
      option_create: (data) => `<div class="create">${escapeText(say.create.replace("{text}", data.input))}</div>`,
    },
  };
}

/** Asks the server what may be chosen; dependent options need the rest of the form for that. */
async function options(select, text) {
  const url = new URL(select.dataset.lookup, location.href);
  url.searchParams.set("q", text);
  const depends = select.closest("[data-depends]") !== null && select.form;
  const answer = depends
    ? await ask(url, { method: "POST", body: formData(select) })
    : await ask(url);
  return answer?.ok ? (await answer.json()).options : [];
}

function formData(select) {
  const data = new FormData(select.form);
  const row = select.closest("[data-row]")?.dataset.row;
  if (row) data.append("row", row);
  return data;
}

/** An answer that nobody waits for any more: the same may be asked again. */
function forget(control, text) {
  delete control.loadedSearches[text];
  control.loading = Math.max(control.loading - 1, 0);
  if (!control.loading) control.wrapper.classList.remove(control.settings.loadingClass);
}

function lookup(select) {
  const latest = {};
  return {
    valueField: "value",
    labelField: "text",
    searchField: [],
    score: () => () => 1,
    sortField: [{ field: "$order" }],
    loadThrottle: 150,
    shouldLoad: () => true,
    async load(text, found) {
      const asked = Symbol(text);
      latest[text] = asked;
      const list = await options(select, text);
      // The list is open from the question on: where it is closed, something was chosen or somebody went on.
      if (!this.isOpen || text !== this.inputValue() || asked !== latest[text]) { forget(this, text); return; }
      const chosen = [this.getValue()].flat();
      for (const key of Object.keys(this.options)) if (!chosen.includes(key)) this.removeOption(key, true);
      this.clearOptionGroups();
      this.loadedSearches = { [text]: true };
      found(list);
    },
    onFocus() {
      if (select.closest("[data-depends]")) this.loadedSearches = {};
      this.load("");
    },
    onDropdownOpen() { this.load(this.inputValue()); },
    create: select.dataset.create
      ? (text, made) => { create(select, text).then((record) => made(record ?? false)); }
      : false,
    createOnBlur: false,
  };
}

/** Turns the selects within `place` that ask for it into searched ones. */
export function choose(place) {
  for (const select of all("select[data-choose], select[data-lookup]", place)) {
    if (select.tomselect || select.closest("template")) continue;
    const control = new TomSelect(select, { ...common(select), ...(select.dataset.lookup ? lookup(select) : {}) });
    select.setAttribute("aria-hidden", "true");
    const label = select.getAttribute("aria-label");
    if (label) control.control_input.setAttribute("aria-label", label);
    control.control_input.setAttribute("aria-describedby", select.getAttribute("aria-describedby") ?? "");
  }
}

/** Sets a select (searched or not) to a value that may be new to it. */
export function setChoice(select, value, text) {
  if (!select.tomselect) {
    select.value = value;
    return;
  }
  if (value && text !== undefined) select.tomselect.addOption({ value, text });
  select.tomselect.setValue(value, true);
}
