// The colours of the page as a canvas needs them: numbers, in the scheme that is shown (or another, for paper).
// A picture without a page is told its palette.

const VARIABLES = {
  accent: "--chart-accent", surface: "--surface", ink: "--ink", "ink-2": "--ink-2", "ink-3": "--ink-3", line: "--line",
  "line-strong": "--line-strong", good: "--chart-good", bad: "--chart-bad", grey: "--chart-grey", target: "--chart-target",
  track: "--chart-track",
};
const SEEN = 3; // the contrast of WCAG for what is no text

const hex = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
const mixed = (color, other, share) => color.map((value, at) => Math.round(value * share + other[at] * (1 - share)));

function brightness(color) {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [dark, bright] = [brightness(one), brightness(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** The colour, moved so far towards the text's that it can be seen on the surface. */
function seen(color, surface, ink) {
  for (let share = 1; share > 0; share -= 0.1) {
    const shade = mixed(color, ink, share);
    if (contrast(shade, surface) >= SEEN) return shade;
  }
  return ink;
}

/** Black or white, whichever can be read on the colour. */
function readable(color) {
  return contrast(color, [255, 255, 255]) >= 3.5 ? [255, 255, 255] : [17, 24, 39];
}

const rgb = (text) => text.match(/[\d.]+/g).slice(0, 3).map(Number);

/** The colours that the page shows in a scheme: by name and in their order, and its font. */
function paletteOf(scheme) {
  const probe = document.createElement("span");
  probe.hidden = true;
  if (scheme) probe.style.colorScheme = scheme;
  document.body.append(probe);
  const resolve = (variable) => {
    probe.style.color = `var(${variable})`;
    return rgb(getComputedStyle(probe).color);
  };
  const known = Object.fromEntries(Object.entries(VARIABLES).map(([name, variable]) => [name, resolve(variable)]));
  const series = Array.from({ length: 10 }, (_, at) => resolve(`--chart-${at + 1}`));
  probe.remove();
  return { known, series, font: getComputedStyle(document.body).fontFamily };
}

/** The palette that is told as `{ accent: "#1677ff", …, series: ["#4f66ec", …], font }`. */
export function paletteFrom({ series, font, ...named }) {
  const known = Object.fromEntries(Object.entries(named).map(([name, color]) => [name, hex(color)]));
  return { known, series: series.map(hex), font };
}

/** What charts ask for colours. */
export function colorsFrom({ known: given, series, font }) {
  const known = { ...given, accent: seen(given.accent, given.surface, given.ink) };
  const find = ({ $color: name, at }) => {
    if (name === "series") return series[at];
    return known[name] ?? seen(hex(name), known.surface, known.ink);
  };
  const written = (color, alpha) => (alpha === undefined ? `rgb(${color.join(",")})` : `rgba(${color.join(",")},${alpha})`);
  return {
    css: (name) => written(known[name]),
    /** The colour of a token of the option, as CSS. */
    token(token) {
      const color = find(token);
      return written(token.mix === undefined ? color : mixed(color, known.surface, token.mix), token.alpha);
    },
    /** The colour of a text upon the colour of a token. */
    textOn(token) {
      const color = find(token);
      return written(readable(token.mix === undefined ? color : mixed(color, known.surface, token.mix)));
    },
    isDark: brightness(known.surface) < 0.2,
    font,
  };
}

/** The same from the page, in the scheme that is shown or in another. */
export const colorsOf = (scheme) => colorsFrom(paletteOf(scheme));
