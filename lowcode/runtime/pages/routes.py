"""All addresses of pages about records."""

from __future__ import annotations

from typing import Final

from lowcode.runtime.http.routing import Route
from lowcode.runtime.pages.bin_page import restore_record, show_bin
from lowcode.runtime.pages.bulk import run_bulk
from lowcode.runtime.pages.deletion import delete_record, show_deletion
from lowcode.runtime.pages.duplicates_page import show_duplicates
from lowcode.runtime.pages.export_page import export_csv, export_xlsx
from lowcode.runtime.pages.file_pages import preview_markdown, receive_files, show_file, show_thumbnail
from lowcode.runtime.pages.form_check import check_changed, check_new
from lowcode.runtime.pages.form_page import change, create, show_edit, show_new
from lowcode.runtime.pages.home import show_home
from lowcode.runtime.pages.list_menus import choose_columns, show_columns, show_filters
from lowcode.runtime.pages.list_page import show_list
from lowcode.runtime.pages.merge_page import run_merge, show_merge
from lowcode.runtime.pages.options import show_options
from lowcode.runtime.pages.process.routes import PROCESS_ROUTES
from lowcode.runtime.pages.record_page import show_record
from lowcode.runtime.pages.reports.routes import REPORT_ROUTES
from lowcode.runtime.pages.search_page import show_search, suggest
from lowcode.runtime.pages.theme import show_logo, show_theme

ROUTES: Final = (
    *PROCESS_ROUTES,
    *REPORT_ROUTES,
    Route("GET", "/", show_home),
    Route("GET", "/-/theme.css", show_theme, public=True),
    Route("GET", "/-/logo.svg", show_logo, public=True),
    Route("GET", "/-/search", show_search),
    Route("GET", "/-/search/suggest", suggest),
    Route("GET", "/-/recycle-bin", show_bin),
    Route("POST", "/-/recycle-bin/{id}", restore_record),
    Route("POST", "/-/files", receive_files, uploads=True),
    Route("GET", "/-/files/{id}/{name}", show_file),
    Route("GET", "/-/thumbnails/{id}", show_thumbnail),
    Route("POST", "/-/markdown", preview_markdown, writes=False),
    Route("GET", "/{entity}", show_list),
    Route("GET", "/{entity}/filters", show_filters),
    Route("GET", "/{entity}/columns", show_columns),
    Route("GET", "/{entity}/export.csv", export_csv),
    Route("GET", "/{entity}/export.xlsx", export_xlsx),
    Route("POST", "/{entity}/columns", choose_columns),
    Route("POST", "/{entity}/bulk", run_bulk),
    Route("GET", "/{entity}/duplicates", show_duplicates),
    Route("GET", "/{entity}/merge", show_merge),
    Route("POST", "/{entity}/merge", run_merge),
    Route("GET", "/{entity}/new", show_new),
    Route("POST", "/{entity}/new", create, uploads=True),
    Route("POST", "/{entity}/check", check_new, writes=False),
    Route("GET", "/{entity}/options/{field}", show_options),
    Route("POST", "/{entity}/options/{field}", show_options, writes=False),
    Route("GET", "/{entity}/{id}", show_record),
    Route("GET", "/{entity}/{id}/edit", show_edit),
    Route("POST", "/{entity}/{id}/edit", change, uploads=True),
    Route("POST", "/{entity}/{id}/check", check_changed, writes=False),
    Route("GET", "/{entity}/{id}/delete", show_deletion),
    Route("POST", "/{entity}/{id}/delete", delete_record),
)
