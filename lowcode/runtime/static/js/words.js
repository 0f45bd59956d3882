// The words that scripts say come with the page, in the language of the page.

let known = null;

export function words(element) {
  if (known) return known;
  const holder = element?.closest?.("[data-texts]") ?? document.querySelector("[data-texts]");
  known = holder ? JSON.parse(holder.dataset.texts) : {};
  return known;
}

/** The text with its `{places}` filled. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
