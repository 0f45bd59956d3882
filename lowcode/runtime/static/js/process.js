// Processes: forms before a step in a dialog, what has come since, buttons that act once.

import { choose } from "./choose.js";
import { startForm } from "./form.js";
import { all, ask, later, on, one } from "./page.js";

/** Puts a page's content into the dialog. */
async function show(dialog, answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const form = one("form.ask", page);
  if (!form) return false;
  dialog.replaceChildren(...page.body.childNodes);
  startForm(one("form", dialog));
  one("[data-focus], [aria-invalid=true], input:not([type=hidden]), select, textarea, button", dialog)?.focus();
  return true;
}

/** Opens the form before a step. Where there is none (any more), its page says why. */
export async function openDialog(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("dialog", "1");
  const answer = await ask(url, { headers: { Accept: "text/html" } });
  const dialog = document.createElement("dialog");
  dialog.className = "panel panel-ask";
  if (!answer?.ok || !(await show(dialog, answer))) return location.assign(address);
  document.body.append(dialog);
  dialog.showModal();
  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    if (form.dataset.sending) return;
    form.dataset.sending = "1";
    const sent = await ask(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json, text/html" } });
    delete form.dataset.sending;
    if (!sent) return;
    if (sent.headers.get("content-type")?.startsWith("application/json")) {
      const said = await sent.json();
      if (said.url) location.assign(said.url);
      else location.reload();
    } else if (!(await show(dialog, sent))) location.reload();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel]")) { event.preventDefault(); dialog.close(); }
  });
  return new Promise((done) => dialog.addEventListener("close", () => { dialog.remove(); done(); }));
}

function follow(link, event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openDialog(link.getAttribute("href"));
}

/** A button that acts is pressed once, however often it is clicked. */
function sendOnce(form, event) {
  if (event.defaultPrevented) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  event.submitter?.classList.add("is-busy");
}

async function count() {
  const answer = await ask("/-/counters");
  if (!answer?.ok || !answer.headers.get("content-type")?.startsWith("application/json")) return;
  const counts = await answer.json();
  for (const place of all("[data-badge]")) place.textContent = counts[place.dataset.badge] ?? "";
  // What the menu under the bell held is fetched anew when it is opened next.
  for (const menu of all("details[data-refills]:not([open])")) one(".menu-list", menu)?.remove();
}

const POLL = 90_000;

/** Hears of news at once where the server tells, and asks now and then everywhere. Hidden pages rest. */
function startLive() {
  const address = document.body.dataset.live;
  if (!address) return;
  const refresh = later(150, count);
  let source = null;
  const listen = () => {
    if (source || document.hidden || typeof EventSource === "undefined") return;
    source = new EventSource(address);
    source.addEventListener("news", refresh);
  };
  const rest = () => { source?.close(); source = null; };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) rest();
    else { listen(); refresh(); }
  });
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", (event) => { if (event.persisted) { listen(); refresh(); } });
  setInterval(() => { if (!document.hidden) refresh(); }, POLL);
  // The page itself comes first.
  if (document.readyState === "complete") listen();
  else window.addEventListener("load", listen);
}

export function startProcesses() {
  on("click", "a[data-dialog]", follow);
  on("submit", "form[data-once]", sendOnce);
  on("click", "[data-unfold]", (link, event) => {
    event.preventDefault();
    const place = document.getElementById(link.dataset.unfold);
    place.open = !place.open;
    if (place.open) one("select, input, button", place)?.focus();
  });
  on("click", "[data-print]", () => window.print());
  for (const button of all("[data-print]")) button.hidden = false;
  for (const form of all("form.decide:not([data-entity])")) choose(form);
  one(".flow-step.now")?.scrollIntoView({ block: "nearest", inline: "center" });
  window.addEventListener("pageshow", () => { for (const form of all("form[data-sent]")) delete form.dataset.sent; });
  startLive();
}
