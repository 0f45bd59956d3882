// Dragging things into another order.

import Sortable from "sortablejs/modular/sortable.core.esm.js";

export function sortable(place, handle, changed) {
  if (place.dataset.sorted) return;
  place.dataset.sorted = "1";
  Sortable.create(place, { handle, animation: 120, ghostClass: "sheet-ghost", onEnd: () => changed?.() });
}
