// The frame: menus, navigation, messages, keys that work everywhere.

import { all, ask, busy, isTyping, keep, on, one } from "./page.js";

function closeMenus(except) {
  for (const menu of all("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

/** Fetches what a menu holds when it is opened for the first time. */
async function fillMenu(menu) {
  if (!menu.dataset.load || one(".menu-list", menu)) return;
  const answer = await ask(menu.dataset.load, { headers: { Accept: "text/html", "HX-Request": "true" } });
  if (!answer?.ok || one(".menu-list", menu)) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  menu.append(one(".menu-list", page));
  menu.dispatchEvent(new CustomEvent("menu:filled", { bubbles: true }));
}

function closeSheet() {
  const sheet = one("#navigation");
  sheet?.classList.remove("is-open");
  one("[data-navigation-toggle]")?.setAttribute("aria-expanded", "false");
}

function toggleSheet(button) {
  const isOpen = one("#navigation").classList.toggle("is-open");
  button.setAttribute("aria-expanded", String(isOpen));
  if (isOpen) one("#navigation a")?.focus({ preventScroll: true });
}

function toggleNavigation() {
  const isNarrow = document.documentElement.toggleAttribute("data-narrow");
  keep("narrow", isNarrow ? "1" : "0");
}

function moveInMenu(menu, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !menu.open) return;
  const targets = all("a, button, input", menu).filter((each) => each.offsetParent !== null);
  if (event.target.matches("input:not([type=checkbox])") || targets.length === 0) return;
  event.preventDefault();
  const at = targets.indexOf(document.activeElement);
  targets[(at + step + targets.length) % targets.length].focus();
}

function runKey(event) {
  if (event.key === "Escape") {
    const menu = one("details[data-menu][open]");
    closeMenus();
    menu?.querySelector("summary").focus();
    closeSheet();
    return;
  }
  if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]")) return;
  if (event.key === "?") {
    event.preventDefault();
    one("#shortcuts")?.showModal();
    return;
  }
  const target = one(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target || target.closest("[hidden]")) return;
  event.preventDefault();
  if (target.matches("input")) target.select();
  else target.click();
  if (target.matches("summary")) target.parentElement.querySelector("a")?.focus();
}

export function startFrame() {
  on("click", "[data-fold]", toggleNavigation);
  on("click", "[data-navigation-toggle]", toggleSheet);
  on("click", "[data-navigation-close]", closeSheet);
  on("click", "[data-dismiss]", (button) => button.parentElement.remove());
  on("click", "[data-back]", () => history.back());
  on("click", "[data-open]", (button) => { closeMenus(); one(`#${button.dataset.open}`)?.showModal(); });
  on("change", "[data-submit]", (field) => field.form.requestSubmit(one("button:not([type=button])", field.form)));
  on("toggle", "details[data-menu]", (menu) => { if (menu.open) { closeMenus(menu); fillMenu(menu); } }, true);
  on("keydown", "details[data-menu]", moveInMenu);
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", runKey);
  // What takes longer than a moment shows that it works; the style sheet waits 300 ms.
  window.addEventListener("beforeunload", () => setTimeout(() => busy(true)));
  window.addEventListener("pageshow", () => busy(false));
  one("[data-focus]")?.focus();
}
