"""What revisions call. A revision that was written once is run for ever: these functions stay as they are."""

from lowcode.runtime.migrating.archives import (
    Reason,
    archive_column,
    archive_table,
    restore_column,
    restore_references,
    restore_table,
)
from lowcode.runtime.migrating.converting import convert_column, rescale_column
from lowcode.runtime.migrating.filling import fill_column, fill_with
from lowcode.runtime.migrating.guards import stop_if, stop_if_empty, stop_if_repeated, stop_if_several
from lowcode.runtime.migrating.links import column_from_link, link_from_column
from lowcode.runtime.migrating.names import rename_column, rename_constraint, rename_index, rename_table
from lowcode.runtime.migrating.names_in_rows import cancel_waiting, rename_in_rows, restore_waiting
from lowcode.runtime.migrating.numbering import forget_numbers, number_records
from lowcode.runtime.migrating.options import (
    change_archived_links,
    change_archived_options,
    change_linked_options,
    change_options,
)
from lowcode.runtime.migrating.orphans import Restored, leave_orphans
from lowcode.runtime.migrating.records import link_table, record_class
from lowcode.runtime.migrating.rows_apart import files_to_owner, files_to_rows, place_rows
from lowcode.runtime.migrating.together import together

__all__ = [
    "Reason",
    "Restored",
    "archive_column",
    "archive_table",
    "cancel_waiting",
    "change_archived_links",
    "change_archived_options",
    "change_linked_options",
    "change_options",
    "column_from_link",
    "convert_column",
    "files_to_owner",
    "files_to_rows",
    "fill_column",
    "fill_with",
    "forget_numbers",
    "leave_orphans",
    "link_from_column",
    "link_table",
    "number_records",
    "place_rows",
    "record_class",
    "rename_column",
    "rename_constraint",
    "rename_in_rows",
    "rename_index",
    "rename_table",
    "rescale_column",
    "restore_column",
    "restore_references",
    "restore_table",
    "restore_waiting",
    "stop_if",
    "stop_if_empty",
    "stop_if_repeated",
    "stop_if_several",
    "together",
]
