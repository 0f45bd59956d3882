"""Files that people attach to records.

The content lies beside the database in a folder of its own, under the name of its SHA-256 (`FileStore`); a row of
`system_file` says what it is called, what it is, who brought it and which record it belongs to. A file is brought first
(`register`) and attached when the record is saved (`attach`); what nobody attaches is removed after a day
(`remove_stray_files`).
"""

from lowcode.runtime.files.media import is_accepted, media_type_of
from lowcode.runtime.files.names import clean_name
from lowcode.runtime.files.reading import may_read_file
from lowcode.runtime.files.records import (
    KeptFile,
    Subject,
    attach,
    copy_file,
    files_by_id,
    files_of,
    register,
)
from lowcode.runtime.files.store import FileStore, StoredFile, file_store
from lowcode.runtime.files.tidying import release_files, remove_stray_files

__all__ = [
    "FileStore",
    "KeptFile",
    "StoredFile",
    "Subject",
    "attach",
    "clean_name",
    "copy_file",
    "file_store",
    "files_by_id",
    "files_of",
    "is_accepted",
    "may_read_file",
    "media_type_of",
    "register",
    "release_files",
    "remove_stray_files",
]
