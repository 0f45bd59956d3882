// What stands in the box on hover. Made of elements, because the policy allows no style inside a text of HTML.

import { full, share } from "./chart_numbers.js";

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function row(label, value, color) {
  const made = element("div", "chart-tip-row");
  const mark = element("i", "chart-tip-mark");
  if (typeof color === "string") mark.style.background = color;
  else mark.hidden = true;
  made.append(mark, element("span", "chart-tip-label", label), element("b", "chart-tip-value", value));
  return made;
}

function box(title, rows) {
  const made = element("div", "chart-tip-box");
  if (title) made.append(element("div", "chart-tip-title", title));
  made.append(...rows);
  return made;
}

const number = (value) => (Array.isArray(value) ? value.at(-1) : value);

function changeBetween(present, earlier) {
  if (typeof present !== "number" || typeof earlier !== "number" || earlier === 0) return "";
  const rate = (present - earlier) / Math.abs(earlier);
  return `${rate > 0 ? "+" : ""}${share(rate)}`;
}

/** All series at one place of an axis. */
function axisTip(content, events) {
  const { option, formats } = content;
  const rows = [];
  const earlier = option.series.filter((each) => each.isEarlier);
  for (const event of events) {
    const series = option.series[event.seriesIndex];
    const raw = event.data?.raw;
    const value = number(raw ?? event.value);
    if (series.format === undefined || typeof value !== "number") continue;
    let text = full(value, formats[series.format]);
    if (raw !== undefined) text += ` · ${share(event.value)}`;
    if (series.isEarlier) {
      const present = events.find(({ seriesIndex }) => seriesIndex === earlier.indexOf(series)); // in the same order
      const change = changeBetween(number(present?.value), value);
      if (change) text += ` · ${change}`;
    }
    rows.push(row(event.seriesName, text, event.color));
  }
  return rows.length ? box(events[0].axisValueLabel || events[0].name, rows) : "";
}

function itemTip(event) {
  const { title, tip } = event.data ?? {};
  if (!tip) return "";
  return box(title, tip.map(([label, value], at) => row(label, value, at === 0 ? event.color : null)));
}

/** The function that ECharts asks for the content of the box. */
export function tipFor(content) {
  return (event) => {
    if (Array.isArray(event)) return event.length ? axisTip(content, event) : "";
    if (!event.data && content.option.series[event.seriesIndex]?.emptyText) {
      return box(event.name, [row("", content.option.series[event.seriesIndex].emptyText)]);
    }
    return itemTip(event);
  };
}
