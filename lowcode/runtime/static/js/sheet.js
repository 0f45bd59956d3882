// Sub-tables, edited like a sheet: Tab and arrows move, Enter adds a row, tables are pasted.

import { choose, setChoice } from "./choose.js";
import { all, ask, one, toast } from "./page.js";
import { sortable } from "./sorting.js";
import { fill, words } from "./words.js";

const body = (sheet) => one("tbody", sheet);
const rows = (sheet) => all(":scope > tbody > tr", sheet);
const cells = (row) => all(":scope > td[data-field]", row);
const control = (cell) => one("input:not([type=hidden]), select, textarea", cell);

function changed(sheet) {
  one("tfoot", sheet).hidden = rows(sheet).length === 0 || !one("[data-total]", sheet);
  for (const [at, row] of rows(sheet).entries()) one(".index", row).textContent = at + 1;
  sheet.dispatchEvent(new CustomEvent("sheet:changed", { bubbles: true }));
}

function nextNumber(sheet) {
  const numbers = rows(sheet).map((row) => Number(/\[(\d+)\]/.exec(row.dataset.row)[1]));
  return Math.max(-1, ...numbers) + 1;
}

export function addRow(sheet) {
  const pattern = sheet.closest(".sheet-wrap").nextElementSibling;
  const name = sheet.dataset.sheet;
  const number = nextNumber(sheet);
  const holder = document.createElement("template");
  holder.innerHTML = pattern.innerHTML.replaceAll(`${name}[0000]`, `${name}[${number}]`).replaceAll(`f-${name}-0000-`, `f-${name}-${number}-`);
  const row = one("tr", holder.content);
  row.dataset.fresh = "1";
  body(sheet).append(row);
  choose(row);
  return row;
}

/** Rows that were added but never filled in are not sent. */
export function dropUntouchedRows(form) {
  for (const row of all("[data-sheet] tr[data-fresh]", form)) if (!one("[data-touched]", row)) row.remove();
}

function focus(cell) {
  const input = cell && control(cell);
  if (!input) return;
  (input.tomselect ?? input).focus();
  if (input.matches("input:not([type=checkbox])")) input.select();
}

function firstInput(row) {
  return cells(row).find((cell) => control(cell));
}

function moveTo(sheet, cell, step) {
  const row = cell.closest("tr");
  const list = rows(sheet);
  const target = list[list.indexOf(row) + step];
  if (target) focus(cells(target)[cells(row).indexOf(cell)]);
  return Boolean(target);
}

function runKey(sheet, event) {
  const cell = event.target.closest("td[data-field]");
  if (!cell || event.isComposing) return;
  const isOpen = event.wasChoosing;
  const isArea = event.target.matches("textarea");
  if (event.key === "Enter" && !event.shiftKey && !isOpen && !(isArea && event.altKey)) {
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) { event.target.form.requestSubmit(); return; }
    if (!moveTo(sheet, cell, 1)) { const row = addRow(sheet); changed(sheet); focus(firstInput(row)); }
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !isOpen && !isArea && !event.target.matches("[type=date], [type=time], [type=datetime-local], [type=radio], select")) {
    if (moveTo(sheet, cell, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  } else if ((event.ctrlKey || event.metaKey) && event.key === "Delete") {
    event.preventDefault();
    remove(sheet, cell.closest("tr"));
  }
}

function remove(sheet, row) {
  const next = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  changed(sheet);
  if (next) focus(firstInput(next));
  else one(`[data-row-add="${sheet.dataset.sheet}"]`)?.focus();
}

/** What was copied from a spreadsheet: lines of cells; quoted cells may hold line ends. */
export function tableOf(text) {
  const table = [[]];
  const part = /"((?:[^"]|"")*)"(?=\t|\r?\n|$)|([^\t\r\n]*)/y;
  let at = 0;
  while (at <= text.length) {
    part.lastIndex = at;
    const found = part.exec(text);
    table.at(-1).push(found[1] !== undefined ? found[1].replaceAll('""', '"') : found[2]);
    at = part.lastIndex;
    if (text[at] === "\t") at += 1;
    else if (text[at] === "\r" || text[at] === "\n") {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      if (at >= text.length) break;
      table.push([]);
    } else break;
  }
  return table;
}

const plainNumber = (text) => text.replace(/[¥￥$€£,\s]/g, "").replace(/%$/, "");

/** Puts a pasted text into a cell; answers whether there was a place for it. */
async function putInto(cell, text) {
  const input = control(cell);
  if (!input || input.readOnly || input.disabled) return true;
  const value = text.trim();
  input.dataset.touched = "1";
  if (input.type === "checkbox") {
    input.checked = /^(1|true|yes|y|是|对|√)$/i.test(value);
  } else if (input.matches("select") && input.dataset.lookup) {
    if (value === "") return true;
    const url = new URL(input.dataset.lookup, location.href);
    url.searchParams.set("q", value);
    const answer = await ask(url);
    const options = answer?.ok ? (await answer.json()).options : [];
    const found = options.find((option) => option.text === value) ?? (options.length === 1 ? options[0] : null);
    if (found) setChoice(input, found.value, found.text);
    return Boolean(found);
  } else if (input.matches("select")) {
    const option = [...input.options].find((each) => each.text.trim() === value || each.value === value);
    setChoice(input, option?.value ?? "");
    return Boolean(option) || value === "";
  } else if (["int", "decimal", "money", "percent"].includes(cell.dataset.kind)) {
    input.value = plainNumber(value);
  } else if (["date", "datetime"].includes(cell.dataset.kind)) {
    const [, year, month, day, rest] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(.*)$/.exec(value) ?? [];
    input.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}${cell.dataset.kind === "datetime" ? `T${(rest || "00:00").padStart(5, "0")}` : ""}` : "";
    return Boolean(input.value) || value === "";
  } else {
    input.value = text;
  }
  return true;
}

async function paste(sheet, event) {
  const cell = event.target.closest("td[data-field]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\t\n]/.test(text.trimEnd())) return;
  event.preventDefault();
  const table = tableOf(text);
  const column = cells(cell.closest("tr")).indexOf(cell);
  let row = cell.closest("tr");
  let unknown = 0;
  for (const line of table) {
    const typed = cells(row).slice(column).filter((each) => control(each));
    for (const [at, value] of line.entries()) if (typed[at] && !(await putInto(typed[at], value))) unknown += 1;
    row = row.nextElementSibling ?? (line === table.at(-1) ? row : addRow(sheet));
  }
  changed(sheet);
  const say = words(sheet);
  toast(unknown ? fill(say.paste_unknown, { count: unknown }) : fill(say.pasted, { count: table.length }));
}

export function startSheets(form) {
  for (const sheet of all("[data-sheet]", form)) {
    // Before the select closes: Enter that chooses an option is not Enter that goes on.
    sheet.addEventListener("keydown", (event) => { event.wasChoosing = one("select", event.target.closest("td") ?? sheet)?.tomselect?.isOpen; }, true);
    sheet.addEventListener("keydown", (event) => runKey(sheet, event));
    sheet.addEventListener("paste", (event) => paste(sheet, event));
    sheet.addEventListener("click", (event) => {
      const button = event.target.closest("[data-row-remove]");
      if (button) remove(sheet, button.closest("tr"));
    });
    sortable(body(sheet), ".index", () => changed(sheet));
    one("tfoot", sheet).hidden = rows(sheet).length === 0 || !one("[data-total]", sheet);
    for (const [at, row] of rows(sheet).entries()) one(".index", row).textContent = at + 1;
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-row-add]");
    if (!button) return;
    const sheet = one(`[data-sheet="${button.dataset.rowAdd}"]`, form);
    const row = addRow(sheet);
    changed(sheet);
    focus(firstInput(row));
  });
  form.addEventListener("draft:restore", (event) => restoreRows(form, event.detail.pairs));
}

/** A draft brings its rows along, under the numbers that they had. */
function restoreRows(form, pairs) {
  for (const sheet of all("[data-sheet]", form)) {
    const start = `${sheet.dataset.sheet}[`;
    const wanted = new Set(pairs.filter(([name]) => name.startsWith(start)).map(([name]) => name.slice(0, name.indexOf("]") + 1)));
    for (const row of rows(sheet)) if (!wanted.has(row.dataset.row)) row.remove();
    const present = new Set(rows(sheet).map((row) => row.dataset.row));
    for (const name of wanted) {
      if (present.has(name)) continue;
      const row = addRow(sheet);
      const was = row.dataset.row;
      row.dataset.row = name;
      for (const input of all("[name]", row)) input.name = input.name.replace(was, name);
    }
  }
}
