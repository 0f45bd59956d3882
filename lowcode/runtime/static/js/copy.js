// Buttons that copy a text of the page; without scripts they are not there.

import { all, on, toast } from "./page.js";

/** Copies a text of the page, and says so where the button was. */
async function copy(button) {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  toast(button.dataset.copied);
}

export function startCopying() {
  on("click", "[data-copy]", copy);
  if (navigator.clipboard) for (const button of all("[data-copy]")) button.hidden = false;
}
