// Draws charts. A bundle of its own; charting.js fetches it and sends `chart:place` for each place with a `data-chart`.
//
// A place tells what happens in it: `chart:drawn` when its picture is there, `chart:select` when a group is clicked.
// `place.chartPicture()` gives the picture as a PNG.

import { TooltipComponent } from "echarts/components";
import { init, registerMap, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

import { colorsOf } from "./chart_colors.js";
import { fitted } from "./chart_fit.js";
import { PARTS } from "./chart_parts.js";
import { dressed, themeOf } from "./chart_theme.js";
import { selectionOf, watchGaps } from "./chart_select.js";
import { tipFor } from "./chart_tip.js";

use([...PARTS, TooltipComponent, CanvasRenderer]);

const drawn = new Map(); // place → { chart, content }
const maps = new Map(); // name → promise of its geometry
const resting = matchMedia("(prefers-reduced-motion: reduce)");

/** The geometry comes as a script that tells it by an event, because the policy wants nothing else. */
function loadMap(name, url) {
  if (!maps.has(name)) {
    maps.set(name, new Promise((done, failed) => {
      document.addEventListener(`chart:map:${name}`, ({ detail }) => { registerMap(name, detail); done(); }, { once: true });
      const script = document.createElement("script");
      script.src = url;
      script.onerror = () => { maps.delete(name); failed(new Error(`the map ${name} cannot be loaded`)); };
      document.head.append(script);
    }));
  }
  return maps.get(name);
}

/** The room that a place has, and how wide the labels of axes are in it. */
function roomOf(place) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return { width: place.clientWidth, height: place.clientHeight, widthOf: (text) => pen.measureText(text).width };
}

/** The option of the page at this moment: with its colours, its functions and the room that there is. */
function optionFor(content, colors, place) {
  const option = dressed(content, colors);
  option.tooltip = { ...option.tooltip, formatter: tipFor(content) };
  option.animation = !resting.matches && !place.dataset.still;
  return fitted(option, content, roomOf(place));
}

function show(place, scheme) {
  const { content } = drawn.get(place);
  const colors = colorsOf(scheme);
  drawn.get(place).chart?.dispose();
  const chart = init(place, themeOf(colors), { renderer: "canvas" });
  drawn.get(place).chart = chart;
  chart.setOption(optionFor(content, colors, place));
  const select = (detail) => place.dispatchEvent(new CustomEvent("chart:select", { bubbles: true, detail }));
  chart.on("click", (event) => { const found = selectionOf(content, event); if (found) select(found); });
  watchGaps(chart, content, select);
  place.chartPicture = () => chart.getDataURL({ pixelRatio: 2, backgroundColor: colors.css("surface") });
}

async function draw(place) {
  if (drawn.has(place)) return;
  const content = JSON.parse(place.dataset.chart);
  drawn.set(place, { content, chart: null, size: sizeOf(place), timer: 0 });
  if (content.map) await loadMap(content.map, place.dataset.map);
  if (!place.isConnected) { drawn.delete(place); return; }
  show(place);
  sizes.observe(place);
  place.dispatchEvent(new CustomEvent("chart:drawn", { bubbles: true }));
}

const sizeOf = (place) => `${place.clientWidth} ${place.clientHeight}`;

/** A picture of another size: labels may fit now that did not, and what was still moving would end where it no longer belongs. */
function fitAnew(place) {
  const known = drawn.get(place);
  if (!known?.chart || !place.isConnected) return;
  known.chart.setOption({ ...optionFor(known.content, colorsOf(), place), animation: false }, true);
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const known = drawn.get(target);
    if (!known?.chart || target.clientWidth === 0 || known.size === sizeOf(target)) continue;
    known.size = sizeOf(target);
    known.chart.resize();
    clearTimeout(known.timer);
    known.timer = setTimeout(fitAnew, 100, target);
  }
});

const sights = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    sights.unobserve(target);
    draw(target);
  }
}, { rootMargin: "200px" });

/** Lets go of what htmx has taken away. */
function forgetGone() {
  for (const [place, { chart }] of drawn) {
    if (place.isConnected) continue;
    chart?.dispose();
    sizes.unobserve(place);
    drawn.delete(place);
  }
}

function redraw(scheme) {
  forgetGone();
  for (const [place, { chart }] of drawn) if (chart) show(place, scheme);
}

document.addEventListener("chart:place", ({ target }) => { forgetGone(); sights.observe(target); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
new MutationObserver(() => redraw()).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
window.addEventListener("beforeprint", () => {
  for (const place of document.querySelectorAll("[data-chart]")) { place.dataset.still = "1"; draw(place); }
  redraw("light");
});
window.addEventListener("afterprint", () => {
  for (const place of drawn.keys()) delete place.dataset.still;
  redraw();
});
