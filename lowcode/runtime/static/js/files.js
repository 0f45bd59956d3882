// Files are sent as soon as they are chosen; the form then carries a line for each. Without scripts they come with the form.

import { all, ask, csrfToken, one } from "./page.js";
import { fill, words } from "./words.js";

const UNITS = ["B", "KB", "MB", "GB"];

function readable(size) {
  let amount = Number(size);
  let unit = 0;
  while (amount >= 1000 && unit < UNITS.length - 1) { amount /= 1000; unit += 1; }
  return unit ? `${amount.toFixed(1)} ${UNITS[unit]}` : `${size} B`;
}

/** `17 20480 application/pdf minutes.pdf`: what a form carries for a file. */
function fileOf(line) {
  const found = /^(\d+) (\d+) (\S+) (.+)$/.exec(line);
  if (!found) return null;
  const [, id, size, type, name] = found;
  const isImage = /^image\/(png|jpeg|gif|webp)$/.test(type);
  return { line, name, size: readable(size), url: `/-/files/${id}/${encodeURIComponent(name)}`, thumbnail: isImage ? `/-/thumbnails/${id}` : "" };
}

const element = (tag, values) => Object.assign(document.createElement(tag), values);

function show(place, file) {
  const input = one("[type=file]", place);
  const item = document.createElement("li");
  const box = element("input", { type: "checkbox", className: "form-check-input", name: input.name, value: file.line, checked: true });
  box.setAttribute("aria-label", file.name);
  box.dataset.touched = "1";
  const label = element("label", { className: "check" });
  label.append(box);
  item.append(label);
  if (file.thumbnail) item.append(element("img", { src: file.thumbnail, alt: "" }));
  item.append(element("a", { href: file.url, target: "_blank", textContent: file.name }), " ", element("small", { textContent: file.size }));
  if (place.dataset.most === "1") for (const other of all("ul [type=checkbox]", place)) other.checked = false;
  one("ul", place).append(item);
}

function say(place, text) {
  const error = place.closest(".field, td")?.querySelector(".error");
  if (error) error.textContent = text;
}

async function send(form, place, file) {
  const texts = words(form);
  const state = one(".sending", place);
  const largest = Number(place.dataset.max ?? Infinity);
  if (file.size > largest) {
    say(place, fill(texts.too_large, { name: file.name, size: readable(file.size), largest: readable(largest) }));
    return;
  }
  const body = new FormData();
  body.append("csrf_token", csrfToken());
  body.append("field", place.dataset.files);
  body.append("file", file);
  state.textContent = fill(texts.sending, { name: file.name });
  const answer = await ask("/-/files", { method: "POST", body });
  state.textContent = "";
  const said = answer?.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer?.ok && said) for (const each of said.files) show(place, each);
  else say(place, said?.problems?.join(" ") ?? fill(texts.not_sent, { name: file.name }));
}

/** Sends what was chosen, one file after the other; the form waits for it. */
async function take(form, place, files) {
  if (!files.length || place.inert) return;
  say(place, "");
  form.pending = (form.pending ?? 0) + 1;
  for (const file of files) await send(form, place, file);
  form.pending -= 1;
  one("[type=file]", place).dispatchEvent(new Event("change", { bubbles: true }));
  if (!form.pending && form.waiting) {
    const button = form.waiting;
    form.waiting = null;
    form.requestSubmit(button === true ? undefined : button);
  }
}

export function startFiles(form) {
  form.addEventListener("change", (event) => {
    const input = event.target;
    const place = input.closest("[data-files]");
    if (!place || input.type !== "file" || !input.files.length) return;
    const files = [...input.files];
    input.value = "";
    event.stopImmediatePropagation();
    take(form, place, files);
  });
  form.addEventListener("dragover", (event) => {
    const place = event.target.closest("[data-files]");
    if (place && event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    const place = event.target.closest("[data-files]");
    if (!place || !event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(form, place, [...event.dataTransfer.files]);
  });
  form.addEventListener("submit", (event) => {
    if (!form.pending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.waiting = event.submitter ?? true;
  });
  form.addEventListener("draft:restore", ({ detail }) => {
    for (const place of all("[data-files]", form)) {
      const { name } = one("[type=file]", place);
      const known = new Set(all("ul [type=checkbox]", place).map((box) => box.value));
      for (const [given, line] of detail.pairs) {
        const file = given === name && !known.has(line) ? fileOf(line) : null;
        if (file) show(place, file);
      }
    }
  });
}

/** The form's texts: files are sent on their own. */
export function textsOf(form) {
  const texts = new FormData();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") texts.append(name, value);
  return texts;
}
