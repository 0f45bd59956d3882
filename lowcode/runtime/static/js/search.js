// The search at the top: proposals while typing.

import { all, ask, later, one } from "./page.js";

let asked = 0;

function show(box, isOpen) {
  box.hidden = !isOpen;
  one("[data-search-url]").setAttribute("aria-expanded", String(isOpen));
}

async function propose(input, box) {
  const text = input.value.trim();
  if (text.length < 1) return show(box, false);
  const number = ++asked;
  const answer = await ask(`${input.dataset.searchUrl}?q=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } });
  if (number !== asked || !answer?.ok) return;
  box.innerHTML = await answer.text();
  show(box, true);
}

function walk(input, box, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const hits = all("a", box);
  const at = hits.findIndex((hit) => hit.ariaSelected === "true");
  if (step && !box.hidden && hits.length) {
    event.preventDefault();
    if (at >= 0) hits[at].ariaSelected = "false";
    const next = hits[(at + step + hits.length) % hits.length];
    next.ariaSelected = "true";
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "Enter" && !box.hidden && at >= 0 && !event.isComposing) {
    event.preventDefault();
    hits[at].click();
  } else if (event.key === "Escape") {
    show(box, false);
    input.blur();
  }
}

export function startSearch() {
  const input = one("[data-search-url]");
  const box = one("#suggestions");
  if (!input) return;
  const proposeLater = later(150, () => propose(input, box));
  input.addEventListener("input", (event) => { if (!event.isComposing) proposeLater(); });
  input.addEventListener("compositionend", proposeLater);
  input.addEventListener("keydown", (event) => walk(input, box, event));
  input.addEventListener("focus", () => { if (input.value.trim() && box.childElementCount) show(box, true); });
  document.addEventListener("click", (event) => { if (!event.target.closest(".top-search")) show(box, false); });
}
