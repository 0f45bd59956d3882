// What every script needs of the page: elements, words, requests.

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

/** Calls `handle(element, event)` for events on elements that match, now and later. */
export function on(type, selector, handle, options) {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest(selector) : null;
    if (element) handle(element, event);
  }, options);
}

export const csrfToken = () => one('meta[name="csrf-token"]')?.content ?? "";

/** Sends a request of our own; answers the response, or null where the server cannot be reached. */
export async function ask(url, options = {}) {
  try {
    return await fetch(url, {
      ...options,
      headers: { Accept: "application/json", "X-CSRF-Token": csrfToken(), ...options.headers },
      credentials: "same-origin",
    });
  } catch {
    return null;
  }
}

export function later(wait, action) {
  let timer = 0;
  return (...given) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...given), wait);
  };
}

export function toast(text) {
  const place = one("#toast");
  if (!place) return;
  place.textContent = text;
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => { place.textContent = ""; }, 4000);
}

export function busy(is) {
  one("#progress")?.classList.toggle("busy", is);
}

/** Whether somebody is typing, so that letters are no commands. */
export function isTyping(target) {
  return target instanceof Element
    && (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], .ts-wrapper") !== null);
}

export function keep(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}
