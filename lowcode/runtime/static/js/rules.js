// The entity's own rules in the browser: conditions and computed values at once, before the server has been asked.
// Only rules that read nothing but the form are run here; the server's answer, which follows, covers all of them.

import "./expressions.js";
import { all, one } from "./page.js";

const power = (digits) => 10n ** BigInt(digits);

/** The text of an input as a number in units of its scale; null where it is none. */
function units(text, scale) {
  const found = /^([-+]?)(\d*)(?:\.(\d*))?$/.exec(text.replace(/[,，\s]/g, "").replace("．", "."));
  if (!found || (!found[2] && !found[3])) return null;
  const fraction = (found[3] ?? "").padEnd(scale, "0");
  if (fraction.length > scale && /[1-9]/.test(fraction.slice(scale))) return null;
  const number = BigInt(found[2] || "0") * power(scale) + BigInt(fraction.slice(0, scale) || "0");
  return found[1] === "-" ? -number : number;
}

function instant(text, timezone) {
  const wanted = Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`);
  if (Number.isNaN(wanted)) return null;
  const offset = (moment) => {
    const parts = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" }).formatToParts(new Date(moment));
    const part = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
    return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`) - moment;
  };
  const guess = wanted - offset(wanted);
  return new Date(wanted - offset(guess)).toISOString().slice(0, 19).replace("T", " ");
}

/** What an input holds, as the rules know values. */
function typed(place, inputs, facts) {
  const kind = place.dataset.kind;
  const scale = Number(place.dataset.scale ?? 0);
  const fixed = inputs.length ? [] : (place.dataset.value ?? "").split("\n");
  const chosen = [...fixed, ...inputs.flatMap((input) => (input.type === "checkbox" || input.type === "radio" ? (input.checked ? [input.value] : []) : input.multiple ? [...input.selectedOptions].map((option) => option.value) : [input.value]))].filter(Boolean);
  const text = (chosen.at(-1) ?? "").trim();
  switch (kind) {
    case "choices": return chosen;
    case "references": return chosen.map((id) => ({ id: Number(id) }));
    case "bool": return inputs.length ? inputs.at(-1).checked : text ? text === "true" : null;
    case "reference": return text ? { id: Number(text) } : null;
    case "files": case "file": case "images": case "image": return chosen.join("\n") || null;
    case "int": case "rating": return units(text, 0);
    case "decimal": case "money": return units(text, scale);
    case "percent": return units(text, scale - 2);
    case "datetime": return text ? instant(text, facts.timezone) : null;
    case "time": return text ? (text.length === 5 ? `${text}:00` : text) : null;
    default: return text || null;
  }
}

const inputsOf = (place) => all("input:not([type=hidden], [type=file]), select, textarea", place).filter((input) => input.name && !input.closest(".ts-dropdown"));

function recordOf(places, facts) {
  const record = {};
  for (const place of places) record[place.dataset.field] = typed(place, inputsOf(place), facts);
  return record;
}

function groups(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A number in units as people read it. */
function shown(value, kind, scale, facts) {
  const sign = value < 0n ? "-" : "";
  const magnitude = value < 0n ? -value : value;
  const digits = magnitude.toString().padStart(scale + 1, "0");
  const whole = groups(digits.slice(0, digits.length - scale));
  const fraction = scale ? digits.slice(-scale) : "";
  if (kind === "money") return `${sign}${facts.currency}${whole}${fraction && `.${fraction}`}`;
  return `${sign}${whole}${fraction && `.${fraction}`}`;
}

const shownKinds = new Set(["int", "decimal", "money"]);

/** Runs the rules of one record (or row) and answers what they say: by kind, then by field. */
function run(rules, needs, record, context, order) {
  const said = { visible: {}, required: {}, readonly: {} };
  for (const name of order) {
    if (rules[name] && !needs[name]) {
      const [kind, field] = name.split(/\.(.*)/s);
      try {
        const value = rules[name](record, context) ?? null;
        if (kind === "compute") record[field] = value;
        else said[kind][field] = value === true;
      } catch (error) {
        if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
      }
    }
  }
  return said;
}

function order(rules) {
  const names = Object.keys(rules);
  const computed = names.filter((name) => name.startsWith("compute."));
  return [...computed, ...computed, ...names.filter((name) => /^(visible|required|readonly)\./.test(name))];
}

function show(places, record, said, facts) {
  for (const place of places) {
    const field = place.dataset.field;
    const output = one("output", place);
    if (output && shownKinds.has(place.dataset.kind) && typeof record[field] === "bigint") {
      output.textContent = shown(record[field], place.dataset.kind, Number(place.dataset.scale ?? 0), facts);
    }
    const target = place.matches("td") ? one(".cell", place) : place;
    if (field in said.visible) target.hidden = !said.visible[field];
    if (field in said.required) {
      const mark = one(":scope > label .must, :scope > .label .must", place);
      if (mark) mark.hidden = !said.required[field];
    }
  }
}

/** Evaluates the rules that the entity's script defined, where it did. */
export function applyRules(form) {
  if (!form.dataset.facts) return;
  const facts = JSON.parse(form.dataset.facts);
  const context = { ...facts, user: facts.me ? { id: facts.me } : null };
  const places = all(".field[data-field]", form).filter((place) => place.dataset.kind !== "rows");
  const record = recordOf(places, facts);
  for (const sheet of all("[data-sheet]", form)) {
    const { rules, needs } = lowcode.rulesOf(sheet.dataset.entity);
    record[sheet.dataset.sheet] = all(":scope > tbody > tr", sheet).map((row) => {
      const cells = all(":scope > td[data-field]", row);
      const line = { ...recordOf(cells, facts), owner_record: record };
      show(cells, line, run(rules, needs, line, context, order(rules)), facts);
      return line;
    });
  }
  const { rules, needs } = lowcode.rulesOf(form.dataset.entity);
  show(places, record, run(rules, needs, record, context, order(rules)), facts);
}
