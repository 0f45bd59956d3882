// Boards: dragging a card makes the step (or changes the field); what is not possible goes back and says why.

import htmx from "htmx.org";
import Sortable from "sortablejs/modular/sortable.core.esm.js";

import { all, ask, busy, csrfToken, one, toast } from "./page.js";
import { openDialog } from "./process.js";
import { words } from "./words.js";

/** The board as it stands now: rules may have changed more than the card that was moved. */
async function reload() {
  const board = one("#board");
  const scrolled = [one(".board", board).scrollLeft, ...all(".lane > ul", board).map((lane) => lane.scrollTop)];
  busy(true);
  await htmx.ajax("GET", board.dataset.url, { target: "#board", swap: "outerHTML" });
  busy(false);
  const again = one("#board");
  if (!again) return;
  one(".board", again).scrollLeft = scrolled[0];
  all(".lane > ul", again).forEach((lane, place) => { lane.scrollTop = scrolled[place + 1] ?? 0; });
  prepare();
}

function putBack({ item, from, oldIndex }) {
  from.insertBefore(item, from.children[oldIndex] ?? null);
}

async function drop(event) {
  const { item, from, to } = event;
  if (from === to) { putBack(event); return; }
  const form = new FormData();
  form.set("csrf_token", csrfToken());
  form.set("value", to.closest("[data-lane]").dataset.lane);
  form.set("version", item.dataset.version);
  const answer = await ask(item.dataset.move, { method: "POST", body: form });
  const said = answer?.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
  if (said.form) {
    putBack(event);
    await openDialog(`${said.form}?next=${encodeURIComponent(one("#board").dataset.url)}`);
    return;
  }
  if (answer?.ok) { await reload(); return; }
  putBack(event);
  toast(said.problems?.join(" ") || words(one("#board")).offline);
}

function prepare() {
  for (const lane of all("[data-cards]")) {
    if (lane.dataset.sorted) continue;
    lane.dataset.sorted = "1";
    Sortable.create(lane, {
      group: "board",
      draggable: ".card-item",
      filter: "details",
      preventOnFilter: false,
      sort: false,
      animation: 120,
      delay: 180,
      delayOnTouchOnly: true,
      ghostClass: "card-ghost",
      onStart: () => document.body.classList.add("is-dragging"),
      onMove: ({ to }) => {
        for (const each of all(".lane.is-target")) each.classList.remove("is-target");
        to.closest(".lane").classList.add("is-target");
      },
      onEnd: (event) => {
        document.body.classList.remove("is-dragging");
        for (const each of all(".lane.is-target")) each.classList.remove("is-target");
        drop(event);
      },
    });
  }
}

export function startBoard() {
  if (one("#board")) prepare();
}
