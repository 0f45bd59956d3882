// What all charts look like, and how an option's tokens become colours and functions (charts/tokens.py says which).

import { onAxis, share, short } from "./chart_numbers.js";

const LONGEST_NAME = 18;

export function themeOf(colors) {
  const [ink, ink2, ink3] = ["ink", "ink-2", "ink-3"].map(colors.css);
  const line = { lineStyle: { color: colors.css("line-strong") } };
  const axis = { axisLabel: { color: ink2, fontSize: 11 }, nameTextStyle: { color: ink3, fontSize: 11 }, axisLine: line };
  return {
    darkMode: colors.isDark,
    textStyle: { fontFamily: colors.font, color: ink },
    categoryAxis: axis,
    valueAxis: axis,
    legend: {
      icon: "roundRect",
      itemWidth: 10,
      itemHeight: 10,
      itemGap: 14,
      textStyle: { color: ink2, fontSize: 12, lineHeight: 18 }, // a legend that turns pages cuts what is higher
      formatter: (name) => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME - 1)}…` : name),
      inactiveColor: colors.css("line-strong"),
      inactiveBorderColor: colors.css("line-strong"),
      pageIconColor: ink2,
      pageIconInactiveColor: colors.css("line-strong"),
      pageIconSize: 11,
      pageTextStyle: { color: ink3 },
    },
    tooltip: {
      confine: true,
      className: "chart-tip",
      backgroundColor: colors.css("surface"),
      borderColor: colors.css("line"),
      borderWidth: 1,
      padding: 0,
      transitionDuration: 0.1,
      textStyle: { color: ink, fontSize: 12 },
      extraCssText: "",
      axisPointer: {
        type: "line",
        lineStyle: { color: colors.css("line-strong") },
        shadowStyle: { color: colors.token({ $color: "ink", alpha: 0.05 }) },
      },
    },
    dataZoom: {
      borderColor: "transparent",
      backgroundColor: colors.token({ $color: "track" }),
      fillerColor: colors.token({ $color: "ink", alpha: 0.08 }),
      dataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
      selectedDataBackground: { lineStyle: { opacity: 0 }, areaStyle: { opacity: 0 } },
      handleStyle: { color: colors.css("surface"), borderColor: colors.css("ink-3") },
      moveHandleSize: 0,
      showDataShadow: false,
    },
    markLine: { label: { fontSize: 11 } },
    visualMap: { textStyle: { color: ink3, fontSize: 11 } },
  };
}

const isToken = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

function functionOf(token, { formats, language }) {
  if ("$axis" in token) {
    const { format, divisor, sign, percent } = token.$axis;
    return percent ? share : (value) => onAxis(value, formats[format], { divisor, sign });
  }
  if ("$label" in token) {
    const last = (value) => (Array.isArray(value) ? value.at(-1) : value);
    return ({ value, data }) => short(last(data?.raw ?? value), formats[token.$label], language);
  }
  if ("$text" in token) return ({ data }) => data?.[token.$text] ?? "";
  return null;
}

/** A copy of the option with colours and functions in the places of its tokens. */
export function dressed(content, colors) {
  const dress = (value) => {
    if (Array.isArray(value)) return value.map(dress);
    if (!isToken(value)) return value;
    if ("$color" in value) return colors.token(value);
    if ("$on" in value) return colors.textOn(value.$on);
    const made = functionOf(value, content);
    if (made) return made;
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, dress(part)]));
  };
  return dress(content.option);
}
