// Which groups a click means, as the keys of their dimensions; null where it says nothing about one.

function keysAt(content, place, series) {
  const first = content.firstKeys[place];
  if (first === undefined) return null;
  const isCrossed = content.option.series.some((each) => each.key);
  return isCrossed ? [first, series?.key ?? null] : [first];
}

/** What `chart:select` tells of a click on a mark; null for one that stands for no group. */
export function selectionOf(content, event) {
  if (event.componentType !== "series") return null;
  const series = content.option.series[event.seriesIndex];
  const keys = event.data?.keys ?? keysAt(content, event.dataIndex, series);
  if (!keys) return null;
  const measure = event.data?.measure ?? series.format ?? 0;
  return keys.length && keys.every((key) => key === null) ? null : { keys, measure };
}

/** Small columns are hard to hit: a click beside one means its group, too. */
export function watchGaps(chart, content, select) {
  if (content.firstKeys.length === 0) return;
  const axisOf = (name) => [content.option[name]].flat()[0];
  const name = axisOf("yAxis")?.type === "category" ? "yAxis" : axisOf("xAxis")?.type === "category" ? "xAxis" : null;
  if (!name) return;
  chart.getZr().on("click", (event) => {
    const point = [event.offsetX, event.offsetY];
    if (event.target || !chart.containPixel({ gridIndex: 0 }, point)) return;
    const place = chart.convertFromPixel({ [`${name}Index`]: 0 }, point[name === "yAxis" ? 1 : 0]);
    const keys = keysAt(content, Math.round(place), null);
    if (keys) select({ keys, measure: 0 });
  });
}
