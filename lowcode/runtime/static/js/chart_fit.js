// Makes labels fit the room that there is: broken in two lines, turned, or cut with an ellipsis.

const GAP = 10;
const LONGEST = 104;
const NARROW = 300;
const SNUG = 440; // below it a pie leaves more room to its names
const WIDE = 1.2; // how much wider than high the map of China is

/** Groups that are in sight at once. */
function shownCount(option, count) {
  const zoom = option.dataZoom?.find((each) => each.endValue !== undefined);
  return zoom ? zoom.endValue - zoom.startValue + 1 : count;
}

const widestOf = (axis, place) => Math.max(0, ...axis.data.map((label) => place.widthOf(label)));

function standing(axis, option, room, place) {
  const band = room / Math.max(1, shownCount(option, axis.data.length));
  const widest = widestOf(axis, place);
  if (widest <= band - GAP) return { interval: 0, hideOverlap: false };
  if (band >= 44 && widest <= 2 * (band - GAP)) {
    return { interval: 0, hideOverlap: false, width: band - GAP / 2, overflow: "break", lineHeight: 14 };
  }
  return { rotate: 40, width: LONGEST, overflow: "truncate", ellipsis: "…", interval: band >= 16 ? 0 : "auto" };
}

function lying(axis, room, place) {
  return { width: Math.ceil(Math.min(widestOf(axis, place) + 2, Math.max(72, room * 0.32))), overflow: "truncate", ellipsis: "…" };
}

function fitAxis(axis, option, room, place) {
  if (!axis?.$fit) return axis;
  const { $fit: way, ...kept } = axis;
  const found = way === "lying" ? lying(axis, room, place) : standing(axis, option, room, place);
  return { ...kept, axisLabel: { ...axis.axisLabel, ...found } };
}

/** On a phone the slices of a pie are named by a legend, because there is no room beside them. */
function narrowPie(option) {
  const [pie] = option.series;
  pie.label = { ...pie.label, show: false };
  pie.labelLine = { show: false };
  pie.center = ["50%", "44%"];
  option.legend = { type: "scroll", bottom: 6, left: "center" };
  if (option.title) option.title.top = "38%";
}

function snugPie(option) {
  const [pie] = option.series;
  pie.radius = pie.radius.map((part) => `${parseFloat(part) * 0.82}%`);
  pie.labelLine = { ...pie.labelLine, length: 10, length2: 6 };
}

function narrowFunnel(option) {
  for (const series of option.series) { series.left = "30%"; series.right = "26%"; }
}

/** As large as the place allows. */
function fitMap([map], place) {
  map.layoutSize = Math.min(place.width - 8, (place.height - 8) * WIDE);
}

/** `place` is the room that there is: its width and height, and how wide a label of an axis is (`widthOf`). */
export function fitted(option, content, place) {
  const room = place.width - 56;
  for (const name of ["xAxis", "yAxis"]) {
    const axes = option[name];
    if (Array.isArray(axes)) option[name] = axes.map((axis) => fitAxis(axis, option, room, place));
    else if (axes) option[name] = fitAxis(axes, option, room, place);
  }
  if (content.map) fitMap(option.series, place);
  if (place.width < NARROW) {
    if (option.series[0]?.type === "pie") narrowPie(option);
    if (content.kind === "funnel") narrowFunnel(option);
  } else if (place.width < SNUG && option.series[0]?.type === "pie") snugPie(option);
  return option;
}
