// Inputs that scripts help with: the preview of a text with headings, the browser's own choice of colours.

import { all, ask, one } from "./page.js";

async function preview(place, button) {
  const area = one("textarea", place);
  const shown = one(".preview", place);
  const isShown = !shown.hidden;
  if (!isShown) {
    const name = button.dataset.preview;
    const answer = await ask(`/-/markdown?field=${encodeURIComponent(name)}`, { method: "POST", body: new URLSearchParams({ [name]: area.value }) });
    if (!answer?.ok) return;
    shown.innerHTML = await answer.text(); // the server escapes what people write
  }
  shown.hidden = isShown;
  area.hidden = !isShown;
  [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
}

export function startSpecialInputs(form) {
  for (const button of all("[data-preview]", form)) {
    button.hidden = false;
    button.addEventListener("click", () => preview(button.closest("[data-markdown]"), button));
  }
  for (const picker of all("[data-color] [type=color]", form)) picker.hidden = false;
  form.addEventListener("input", (event) => {
    const place = event.target.closest("[data-color]");
    if (!place) return;
    const [text, picker] = [one(".input", place), one("[type=color]", place)];
    if (event.target === picker) text.value = picker.value;
    else if (/^#[0-9a-f]{6}$/i.test(text.value)) picker.value = text.value;
  });
}
