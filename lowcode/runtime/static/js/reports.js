// Dashboards and reports: what is clicked and filtered asks anew without losing the charts; what is new comes by itself.

import htmx from "htmx.org";

import { choose } from "./choose.js";
import { addressOf } from "./list.js";
import { all, ask, busy, on, one } from "./page.js";
import { fill, words } from "./words.js";

const place = () => one("#dashboard");
const bodyOf = (tile) => one(".tile-body", tile);

/** Fetches the body of a tile; what stood there stays until the new one has come. What is asked meanwhile follows. */
async function load(tile) {
  if (tile.dataset.loading) return;
  tile.dataset.loading = "1";
  tile.classList.add("busy");
  let address;
  do {
    address = tile.dataset.tile;
    // Each tile is a source of its own: requests of one source wait for each other.
    await htmx.ajax("GET", address, { source: bodyOf(tile), target: bodyOf(tile), swap: "innerHTML" });
  } while (tile.dataset.tile !== address);
  delete tile.dataset.loading;
}

function settle(tile) {
  const body = bodyOf(tile);
  tile.classList.remove("busy");
  body.removeAttribute("aria-busy");
  tile.classList.toggle("is-picked", one(".picked", body) !== null);
  const table = one("[data-figures]", body);
  for (const each of all("[data-only-chart]", tile)) each.hidden = table === null;
  if (tile.dataset.table) showTable(tile, true);
}

/** A tile that did not come says so; the others stand. */
function fail(tile) {
  const say = words(place());
  const body = bodyOf(tile);
  const sentence = document.createElement("p");
  const again = document.createElement("button");
  const box = document.createElement("div");
  [sentence.textContent, again.textContent] = [say.tile_failed, say.tile_again];
  [box.className, again.className, again.type] = ["report-empty", "btn", "button"];
  again.dataset.again = "";
  box.append(sentence, again);
  body.replaceChildren(box);
  settle(tile);
}

function showTable(tile, isTable) {
  const body = bodyOf(tile);
  const [chart, table] = [one(".report-chart", body), one("[data-figures]", body)];
  if (!chart || !table) return;
  [chart.hidden, table.hidden] = [isTable, !isTable];
  tile.dataset.table = isTable ? "1" : "";
  const button = one("[data-switch-table]", tile);
  const [toTable, toChart] = all("span", button);
  [toTable.hidden, toChart.hidden] = [isTable, !isTable];
  if (!isTable) window.dispatchEvent(new Event("resize"));
}

let asked = 0;

/** Asks the dashboard something else: filters at once, then every tile whose question has changed. */
async function show(address, push = true) {
  const number = ++asked;
  busy(true);
  const answer = await ask(address, { headers: { Accept: "text/html", "HX-Request": "true" } });
  const text = answer?.ok ? await answer.text() : "";
  if (number !== asked) return;
  busy(false);
  if (!answer?.ok) { location.assign(address); return; }
  const page = new DOMParser().parseFromString(text, "text/html");
  const tools = one("#dashboard-tools", page);
  if (!tools) { location.assign(address); return; }
  if (push) {
    if (!history.state?.dashboard) history.replaceState({ dashboard: true }, "");
    history.pushState({ dashboard: true }, "", address);
  }
  place().dataset.url = address;
  const focused = document.activeElement?.closest("[data-filter]")?.dataset.filter;
  one("#dashboard-tools").replaceChildren(...tools.childNodes);
  prepare();
  if (focused) one(`[data-filter="${CSS.escape(focused)}"]`)?.parentElement.querySelector("summary").focus();
  const loading = [];
  for (const tile of all("[data-tile]", page)) {
    const own = document.getElementById(tile.id);
    if (!own || own.dataset.tile === tile.dataset.tile) continue;
    own.dataset.tile = tile.dataset.tile;
    one("header", own).replaceWith(one("header", tile));
    loading.push(load(own));
  }
  await Promise.all(loading);
}

function go(address) {
  if (place()) show(address);
  else location.assign(address);
}

const joined = (address) => (address.includes("?") ? `${address}&` : `${address}?`);

/** The records of all groups, or those that a measure counts. */
function recordsOf(chart, measure) {
  const name = JSON.parse(chart.dataset.measures)[measure];
  const { records } = chart.dataset;
  return name === undefined ? records : `${joined(records)}~show.measure=${encodeURIComponent(name)}`;
}

/** What a click on a group asks: the same group again lets go of it. */
export function addressFor(chart, keys, measure) {
  const { select, base, name, picked } = chart.dataset;
  if (keys.every((key) => key === null)) return keys.length ? null : recordsOf(chart, measure);
  const plain = joined(base);
  const pair = (key) => `${encodeURIComponent(name)}=${encodeURIComponent(key ?? "*")}`;
  if (select === "drill") return keys[0] === null || isApart(keys[0]) ? null : plain + pair(keys[0]);
  if (select === "pick" && isSame(picked, keys)) return base;
  return plain + keys.map(pair).join("&");
}

const isSame = (picked, keys) => JSON.stringify(JSON.parse(picked)) === JSON.stringify(keys);

/** Keys such as `!others` stand for no group that could be opened. */
const isApart = (key) => /^!(?!!)/.test(key);

function choosePlace(chart, keys, measure) {
  const address = addressFor(chart, keys, measure);
  if (!address) return;
  if (chart.dataset.select === "pick" && keys.length) go(address);
  else location.assign(address);
}

function refreshAll() {
  if (document.hidden) return;
  const board = place();
  if (!board) {
    if (!one("details[open], dialog[open]") && !isTyping(document.activeElement)) location.reload();
    return;
  }
  Promise.all(all("[data-tile]", board).map(load)).then(() => {
    const said = one("[data-refreshed]", board);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    said.textContent = fill(said.dataset.refreshed, { time });
  });
}

async function toggleFullScreen() {
  const root = document.documentElement;
  const isFull = root.classList.toggle("is-full");
  // Where the browser has no whole screen to give, the page alone is enough.
  if (isFull) await root.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) await document.exitFullscreen();
  window.dispatchEvent(new Event("resize"));
}

/** Of many options, those that have what was typed; what is ticked stays in sight. */
function narrow(input) {
  const wanted = input.value.trim().toLowerCase();
  for (const option of all(".check", input.form)) {
    option.hidden = wanted !== "" && !one("input", option).checked && !option.textContent.toLowerCase().includes(wanted);
  }
}

/** What only scripts can do is shown by them; again after the filters have come anew. */
function prepare() {
  choose(one("#dashboard-tools, .filter-bar, #explore"));
  for (const each of all("[data-refresh-now], [data-full-screen], [data-narrow-options]")) each.hidden = false;
}

function startRefreshing() {
  const seconds = Number(one("[data-refresh]")?.dataset.refresh ?? 0);
  if (seconds > 0) setInterval(refreshAll, Math.max(seconds, 10) * 1000);
}

export function startReports() {
  if (!one("#dashboard, #report, #explore")) return;
  prepare();
  on("input", "[data-narrow-options]", narrow);
  on("click", "#dashboard [data-ask]:not(form)", (link, event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    show(link.getAttribute("href"));
  });
  on("submit", "form[data-ask]", (form, event) => { event.preventDefault(); go(addressOf(form)); });
  on("click", "[data-keys]", (element, event) => {
    const chart = element.closest("[data-select]");
    if (!chart || event.target.closest("a") || getSelection().toString()) return;
    choosePlace(chart, JSON.parse(element.dataset.keys), element.dataset.measure);
  });
  on("chart:select", "[data-select]", (chart, event) => choosePlace(chart, event.detail.keys, event.detail.measure));
  on("click", "[data-switch-table]", (button) => {
    const tile = button.closest(".tile");
    showTable(tile, !tile.dataset.table);
    button.closest("details").open = false;
  });
  on("click", "[data-again]", (button) => load(button.closest(".tile")));
  on("click", "[data-refresh-now]", refreshAll);
  on("click", "[data-full-screen]", toggleFullScreen);
  document.addEventListener("fullscreenchange", () => {
    document.documentElement.classList.toggle("is-full", document.fullscreenElement !== null);
    window.dispatchEvent(new Event("resize"));
  });
  document.addEventListener("htmx:after:swap", (event) => {
    const tile = (event.detail.ctx.target ?? event.target).closest?.(".tile");
    if (tile) settle(tile);
  });
  for (const type of ["htmx:error", "htmx:timeout"]) {
    document.addEventListener(type, (event) => {
      const tile = event.detail.ctx?.target?.closest?.(".tile");
      if (tile) fail(tile);
    });
  }
  document.addEventListener("htmx:before:swap", (event) => {
    const { response, target } = event.detail.ctx;
    const tile = target?.closest?.(".tile");
    if (!tile || response.status < 400) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    fail(tile);
  }, true);
  window.addEventListener("popstate", (event) => { if (event.state?.dashboard && place()) show(location.pathname + location.search, false); });
  startRefreshing();
}
