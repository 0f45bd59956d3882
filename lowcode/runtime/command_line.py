"""The commands of a generated app: `python -m <app> migrate`, `serve`, `worker`, `user`, `sample` and others."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from lowcode.runtime.commands.archive import export_archive, list_archives, restore_archive
from lowcode.runtime.commands.backup import run_backup, run_restore
from lowcode.runtime.commands.check import run_check, unwritten_functions
from lowcode.runtime.commands.console import CommandError, Console
from lowcode.runtime.commands.database_parsers import add_database_parsers
from lowcode.runtime.commands.migrate import run_downgrade, run_migrate
from lowcode.runtime.commands.reindex import run_reindex
from lowcode.runtime.commands.sample import run_sample
from lowcode.runtime.commands.serve import run_serve
from lowcode.runtime.commands.tidy import run_tidy
from lowcode.runtime.commands.users import add_user, change_password, change_roles, list_users
from lowcode.runtime.commands.words import Words, words_for
from lowcode.runtime.commands.worker import run_worker
from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.hooks import load_hooks

FAILED = 1
WRONG_USAGE = 2


def main(application: ApplicationDefinition, arguments: Sequence[str] | None = None) -> None:
    """Runs one command and ends the process with 0, 1 (it could not be done) or 2 (it was asked for wrongly)."""
    words = words_for(os.environ, application.locales[0])
    console = Console(application=application, words=words)
    options = _parser(application, words).parse_args(arguments)
    try:
        load_hooks(application, console.folder / "custom")
        _run(console, options)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(FAILED)
    except BrokenPipeError:  # `migrate --sql | head`: nobody reads any more, and Python would complain at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except OperationalError as error:
        if error.statement is not None:
            raise
        reason = str(error.orig).partition("\n")[0]
        sys.stderr.write(words.say("database.unreachable", reason=reason) + "\n")
        sys.exit(FAILED)
    finally:
        console.close()


_AT_WORK = frozenset({"serve", "worker"})


def _run(console: Console, options: argparse.Namespace) -> None:
    if options.command in _AT_WORK:
        for line in unwritten_functions(console):
            sys.stderr.write(f"{line}\n")
    match options.command:
        case "serve":
            run_serve(console, host=options.host, port=options.port, workers=options.workers)
        case "user":
            _run_user(console, options)
        case "sample":
            run_sample(console, options.entity, options.count, force=options.force, random_seed=options.seed)
        case "tidy":
            run_tidy(console, bin_days=options.bin_days)
        case "check":
            run_check(console)
        case "worker":
            run_worker(console, senders=options.senders, once=options.once)
        case "reindex":
            run_reindex(console)
        case _:
            _run_database(console, options)


def _run_database(console: Console, options: argparse.Namespace) -> None:
    """The commands about the database as a whole."""
    match options.command:
        case "migrate":
            run_migrate(
                console,
                sql=options.sql,
                to=options.to,
                is_backed_up=not options.no_backup,
                contracts=options.contract,
                by_workers=options.by_workers,
            )
        case "downgrade":
            run_downgrade(console, to=options.to, is_backed_up=not options.no_backup, may_lose=options.discard)
        case "backup":
            run_backup(console, options.file)
        case "restore":
            run_restore(console, options.file, is_forced=options.force, is_backed_up=not options.no_backup)
        case _:
            _run_archive(console, options)


def _run_archive(console: Console, options: argparse.Namespace) -> None:
    match options.action:
        case "list":
            list_archives(console)
        case "restore":
            restore_archive(console, options.name)
        case _:
            export_archive(console, options.name, options.file)


def _run_user(console: Console, options: argparse.Namespace) -> None:
    match options.action:
        case "add":
            add_user(
                console,
                options.email,
                name=options.name,
                roles=options.role,
                from_stdin=options.password_stdin,
                generate=options.generate,
            )
        case "list":
            list_users(console)
        case "password":
            change_password(console, options.email, from_stdin=options.password_stdin, generate=options.generate)
        case _:
            change_roles(console, options.email, options.roles)


def _parser(application: ApplicationDefinition, words: Words) -> argparse.ArgumentParser:
    label = application.label.texts[0 if words.language == "zh" else -1]
    parser = argparse.ArgumentParser(
        prog=f"python -m {application.package}", description=words.say("help.app", label=label)
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_database_parsers(commands, words)
    serve = commands.add_parser("serve", help=words.say("help.serve"))
    serve.add_argument("--host", default="127.0.0.1", help=words.say("help.serve.host"))
    serve.add_argument("--port", type=int, default=8000, help=words.say("help.serve.port"))
    serve.add_argument("--workers", type=_positive, default=1, help=words.say("help.serve.workers"))
    _add_user_parsers(commands.add_parser("user", help=words.say("help.user")), words)
    sample = commands.add_parser("sample", help=words.say("help.sample"))
    sample.add_argument("entity", nargs="?", help=words.say("help.sample.entity"))
    sample.add_argument("count", nargs="?", type=_positive, help=words.say("help.sample.count"))
    sample.add_argument("--force", action="store_true", help=words.say("help.sample.force"))
    sample.add_argument("--seed", type=int, default=1, help=words.say("help.sample.seed"))
    worker = commands.add_parser("worker", help=words.say("help.worker"))
    worker.add_argument("--senders", type=_positive, default=4, help=words.say("help.worker.senders"))
    worker.add_argument("--once", action="store_true", help=words.say("help.worker.once"))
    commands.add_parser("check", help=words.say("help.check"))
    tidy = commands.add_parser("tidy", help=words.say("help.tidy"))
    tidy.add_argument("--bin-days", type=_positive, help=words.say("help.tidy.bin_days"))
    commands.add_parser("reindex", help=words.say("help.reindex"))
    return parser


def _add_user_parsers(user: argparse.ArgumentParser, words: Words) -> None:
    actions = user.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help=words.say("help.user.add"))
    add.add_argument("email", help=words.say("help.email"))
    add.add_argument("--name", help=words.say("help.name"))
    add.add_argument("--role", action="append", default=[], help=words.say("help.role"))
    actions.add_parser("list", help=words.say("help.user.list"))
    password = actions.add_parser("password", help=words.say("help.user.password"))
    password.add_argument("email", help=words.say("help.email"))
    for each in (add, password):
        source = each.add_mutually_exclusive_group()
        source.add_argument("--password-stdin", action="store_true", help=words.say("help.password_stdin"))
        source.add_argument("--generate", action="store_true", help=words.say("help.generate"))
    roles = actions.add_parser("roles", help=words.say("help.user.roles"))
    roles.add_argument("email", help=words.say("help.email"))
    roles.add_argument("roles", nargs="*", help=words.say("help.role"))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(text)
    return number
