"""What the commands about the whole database may be given."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lowcode.runtime.commands.words import Words
from lowcode.runtime.migrating.targets import LAST

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no other name for it


def add_database_parsers(commands: Commands, words: Words) -> None:
    """`migrate`, `downgrade`, `backup`, `restore`, `archive`."""
    migrate = commands.add_parser("migrate", help=words.say("help.migrate"))
    migrate.add_argument("--sql", action="store_true", help=words.say("help.migrate.sql"))
    migrate.add_argument("--to", metavar="REVISION", help=words.say("help.migrate.to"))
    half = migrate.add_mutually_exclusive_group()
    half.add_argument("--by-workers", action="store_true", help=words.say("help.migrate.by_workers"))
    half.add_argument("--contract", action="store_true", help=words.say("help.migrate.contract"))
    downgrade = commands.add_parser("downgrade", help=words.say("help.downgrade"))
    downgrade.add_argument("to", nargs="?", default=LAST, metavar="REVISION", help=words.say("help.downgrade.to"))
    downgrade.add_argument("--discard", action="store_true", help=words.say("help.downgrade.discard"))
    backup = commands.add_parser("backup", help=words.say("help.backup"))
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE", help=words.say("help.backup.file"))
    restore = commands.add_parser("restore", help=words.say("help.restore"))
    restore.add_argument("file", type=Path, metavar="FILE", help=words.say("help.restore.file"))
    restore.add_argument("--force", action="store_true", help=words.say("help.restore.force"))
    for each in (migrate, downgrade, restore):
        each.add_argument("--no-backup", action="store_true", help=words.say("help.no_backup"))
    _add_archive_parsers(commands.add_parser("archive", help=words.say("help.archive")), words)


def _add_archive_parsers(archive: argparse.ArgumentParser, words: Words) -> None:
    actions = archive.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help=words.say("help.archive.list"))
    restore = actions.add_parser("restore", help=words.say("help.archive.restore"))
    export = actions.add_parser("export", help=words.say("help.archive.export"))
    for each in (restore, export):
        each.add_argument("name", help=words.say("help.archive.name"))
    export.add_argument("file", type=Path, metavar="FILE", help=words.say("help.archive.file"))
