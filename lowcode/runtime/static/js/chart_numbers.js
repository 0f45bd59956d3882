// How charts write numbers: in full on hover, short beside marks and axes (万, 亿; K, M, B).

const CHINESE = [[1e8, "亿", 1e8], [1e4, "万", 1e4]];
const ENGLISH = [[1e9, "B", 1e9], [1e6, "M", 1e6], [1e3, "K", 1e4]];

function grouped(value, digits, isExact = false) {
  const [whole, rest = ""] = Math.abs(value).toFixed(digits).split(".");
  const kept = isExact ? rest : rest.replace(/0+$/, "");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (kept ? `.${kept}` : "");
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}

function signed(text, symbol) {
  if (!symbol) return text;
  return text.startsWith("-") ? `-${symbol}${text.slice(1)}` : symbol + text;
}

const withUnit = (text, format) => (format.unit ? `${text} ${format.unit}` : text);
const percent = (value, digits = 2) => `${grouped(value * 100, digits)}%`;

/** `¥1,234,567.00`, `12.5%`, `3.2 天`. */
export function full(value, format) {
  if (typeof value !== "number") return "";
  if (format.kind === "percent") return percent(value);
  return withUnit(signed(grouped(value, format.scale, format.kind === "money"), format.symbol), format);
}

/** `¥123.46万`. */
export function short(value, format, language) {
  if (typeof value !== "number") return "";
  if (format.kind === "percent") return percent(value, 1);
  const sizes = language.startsWith("zh") ? CHINESE : ENGLISH;
  const found = sizes.find(([, , least]) => Math.abs(value) >= least);
  if (!found) return withUnit(signed(grouped(value, format.scale), format.symbol), format);
  const counted = value / found[0];
  const digits = Math.abs(counted) < 100 ? 2 : Math.abs(counted) < 1000 ? 1 : 0;
  return withUnit(signed(grouped(counted, digits) + found[1], format.symbol), format);
}

/** A label of an axis: the unit stands at the axis' end, or in the sign. */
export function onAxis(value, format, { divisor, sign }) {
  if (format.kind === "percent") return percent(value);
  const text = value === 0 ? "0" : grouped(value / divisor, 2) + sign;
  return sign || divisor === 1 ? signed(text, sign ? format.symbol : "") : text;
}

export const share = (value) => percent(value, 1);
