// Creating a record in place: its form in a dialog, the new record chosen afterwards.

import { all, ask, one } from "./page.js";
import { startForm } from "./form.js";

async function show(dialog, answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  dialog.replaceChildren(...page.body.childNodes);
  const form = one("form", dialog);
  if (!form) return null;
  for (const script of all("script[src]", page)) await load(script.getAttribute("src"));
  startForm(form);
  one("[data-focus], [aria-invalid=true], input:not([type=hidden]), select, textarea", form)?.focus();
  return form;
}

function load(address) {
  if (one(`script[src="${CSS.escape(address)}"]`)) return Promise.resolve();
  return new Promise((loaded) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = loaded;
    script.onerror = loaded;
    document.head.append(script);
  });
}

/** Opens the form of the entity that `select` refers to; answers the record as an option, or null. */
export async function create(select, text) {
  const url = new URL(select.dataset.create, location.href);
  url.searchParams.set("dialog", "1");
  url.searchParams.set("named", text);
  const answer = await ask(url, { headers: { Accept: "text/html" } });
  if (!answer?.ok) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "panel wide";
  document.body.append(dialog);
  await show(dialog, answer);
  dialog.showModal();
  return new Promise((done) => {
    let record = null;
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const form = event.target;
      const sent = await ask(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json, text/html" } });
      if (!sent) return;
      if (sent.headers.get("content-type")?.startsWith("application/json")) {
        record = await sent.json();
        dialog.close();
      } else {
        await show(dialog, sent);
      }
    });
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-cancel]")) { event.preventDefault(); dialog.close(); }
    });
    dialog.addEventListener("close", () => { dialog.remove(); done(record); });
  });
}
