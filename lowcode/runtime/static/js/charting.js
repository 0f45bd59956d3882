// Charts: the script that can draw them is large, so it is fetched where a page has one, when it comes into sight.

import { all, on, one } from "./page.js";

let wanted = null;

function loadScript(url) {
  wanted ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = url;
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return wanted;
}

/** Has the charts drawn that are new on the page. */
export async function lookForCharts() {
  const places = all("[data-chart]:not([data-seen])");
  if (places.length === 0) return;
  for (const place of places) place.dataset.seen = "1";
  try {
    await loadScript(places[0].dataset.script);
  } catch {
    wanted = null;
    for (const place of places) delete place.dataset.seen;
    return;
  }
  for (const place of places) place.dispatchEvent(new CustomEvent("chart:place", { bubbles: true }));
}

/** Saves the picture of the chart that the button belongs to, under the chart's name. */
function savePicture(button) {
  const place = one("[data-chart]", button.closest(".tile, main"));
  if (!place?.chartPicture) return;
  const link = document.createElement("a");
  link.href = place.chartPicture();
  link.download = `${button.dataset.savePicture}.png`;
  link.click();
}

export function startCharting() {
  on("click", "[data-save-picture]", savePicture);
  document.addEventListener("chart:drawn", ({ target }) => {
    for (const button of all("[data-save-picture]", target.closest(".tile, main"))) button.hidden = false;
  });
  lookForCharts();
  document.addEventListener("htmx:after:swap", lookForCharts);
}
