// What every page loads. Bundled by build_hooks/bundle.py; packages come from package.json.
import { startBoard } from "./board.js";
import { startCharting } from "./charting.js";
import { startCopying } from "./copy.js";
import { clearSentDraft, forgetDraftsOnSignOut } from "./draft.js";
import { startForms } from "./form.js";
import { startFrame } from "./frame.js";
import { startList } from "./list.js";
import { startProcesses } from "./process.js";
import { startReports } from "./reports.js";
import { startSearch } from "./search.js";

document.addEventListener("DOMContentLoaded", () => {
  clearSentDraft();
  forgetDraftsOnSignOut();
  startFrame();
  startCopying();
  startSearch();
  startReports();
  startCharting();
  startList();
  startForms();
  startProcesses();
  startBoard();
});
