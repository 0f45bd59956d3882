"""Safe ASCII names for what the specification calls by any Unicode name.

Everything here is a pure function of the name alone: a name never changes because another one was
added beside it. Two names that end up the same are the checker's business (LC5xx), not ours.
"""

from __future__ import annotations

import builtins
import hashlib
import keyword
import os
import re
import unicodedata
from collections.abc import Sequence

LONGEST_IDENTIFIER = 40
"""Longer ones are cut and end in a hash, so that constraint names keep inside 63 bytes."""

_HASH_LENGTH = 8
_LONGEST_TITLE = 80


_HAN = r"\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SEGMENTS = re.compile(f"[{_HAN}]|[^{_HAN}]+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PYTHON_WORDS = frozenset(keyword.kwlist) | frozenset(keyword.softkwlist)

_BUILTIN_NAMES = frozenset(name for name in dir(builtins) if name.islower())

_SCRIPT_OBJECT_WORDS = frozenset({"constructor", "prototype"})
"""What every JavaScript object has already; other reserved words are fine as keys."""

RECORD_ATTRIBUTES = _words(
    """
    id created_at created_by created_by_id updated_at updated_by updated_by_id version
    owner_record owner_record_id position title_text title_text_sort
    metadata registry query awaitable_attrs type_annotation_map
    sa mapped_column relationship association_proxy
    """
)
"""What records have beside the fields of the specification."""

_ANNOTATION_WORDS = _words(
    "int str bool float bytes list dict set tuple frozenset type object property datetime decimal"
)

_MODULE_NAMES = _words("application base choices models entities access templates static custom record")

_PROJECT_FOLDERS = _words("lowcode custom migrations tests deploy")

_LIBRARIES = _words(
    """
    alembic anyio argon2 babel click dotenv greenlet h11 httptools idna jinja2 mako markupsafe msgspec phonenumbers
    psycopg psycopg_binary pydantic pypinyin python_multipart rich sniffio sqlalchemy starlette typer tzdata uvicorn
    uvloop watchfiles websockets
    """
)

_STANDARD_MODULES = _words(
    """
    abc aifc argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2
    cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys compileall concurrent
    configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal
    difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput
    fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib
    heapq hmac html http imaplib imghdr imp importlib inspect io ipaddress itertools json keyword linecache
    locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing
    netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle
    pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
    pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched
    secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
    sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau
    symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios textwrap threading time timeit
    tkinter token tokenize tomllib trace traceback tracemalloc tty turtle types typing unicodedata unittest
    urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp
    zipfile zipimport zlib zoneinfo
    """
)

_ADDRESSES = _words(
    """
    login logout sign_in sign_out static assets search account profile admin administration api health healthz
    ready readyz metrics recycle_bin lookup settings preferences home custom files reports dashboards me approvals tasks
    """
)

_CLASS_NAMES = _words(
    """
    Access Aggregate Alias Any Application ApplicationDefinition AssociationProxy Autonumber Base BigInteger Boolean
    Callable Check CheckConstraint CheckDefinition Choice ChoiceOf Column ColumnElement Computed Condition Context
    Date DateTime Decimal DeclarativeBase Entity EntityDefinition ExactDecimal False FieldDefinition ForeignKey
    ForeignKeyConstraint Grant Index Integer Label Link List ListColumn ListDefinition ManyChoiceOf ManyReference
    Mapped Mapping MetaData MenuGroup None Numeric OnDelete Option OptionsWhere Pattern Query Record Reference
    Reverse Role RoleDefinition Row Rows Scalar Section SeedRecord Select Sequence Session SortKey String Table Text
    Time True Type Union UniqueConstraint UniqueKeyDefinition Verb
    """
)


def identifier(name: str) -> str:
    """The plain snake_case ASCII form of `name`, not yet kept away from reserved words.

    >>> identifier("FollowUp"), identifier("客户")
    ('follow_up', 'ke_hu')
    """
    ascii_name = name if name.isascii() else _transliterated(name)
    cleaned = _snake_case(ascii_name).strip("_")
    if not cleaned:
        return f"n_{_digest(name)}"
    if cleaned[0].isdigit():
        cleaned = f"n_{cleaned}"
    return shortened(cleaned)


def shortened(text: str, longest: int = LONGEST_IDENTIFIER) -> str:
    """`text` itself, or its beginning with a hash of the whole when it is longer than `longest`."""
    if len(text) <= longest:
        return text
    return f"{text[: longest - _HASH_LENGTH - 1].rstrip('_')}_{_digest(text)}"


def distinguished(text: str, by: str) -> str:
    """`text` with a hash of what tells it from another of that name; the same whatever stands beside it."""
    return shortened(f"{text}_{_digest(by)}")


def entity_identifier(name: str) -> str:
    """Module, table and address of an entity."""
    reserved = _PYTHON_WORDS | _BUILTIN_NAMES | _SCRIPT_OBJECT_WORDS | _MODULE_NAMES | _ADDRESSES
    return _kept_from(identifier(name), reserved)


def field_identifier(name: str) -> str:
    """Attribute and column of a field."""
    reserved = _PYTHON_WORDS | _SCRIPT_OBJECT_WORDS | RECORD_ATTRIBUTES | _ANNOTATION_WORDS
    return _kept_from(identifier(name), reserved)


def choice_identifier(name: str) -> str:
    """Constant and key of a choice; the parts of an inline one (`Customer.staff`) are joined."""
    return _kept_from(identifier(name), _PYTHON_WORDS | _BUILTIN_NAMES)


def parameter_identifier(name: str) -> str:
    """A parameter of a hand-written function, kept away from what the code around it calls its own."""
    return _kept_from(identifier(name), _PYTHON_WORDS | _BUILTIN_NAMES | {"run", "result"})


def role_identifier(name: str) -> str:
    """Key of a role."""
    return _kept_from(identifier(name), _PYTHON_WORDS)


def local_identifier(name: str) -> str:
    """What a record that the spec names (`create … as c`, a handle of `sample`) is called in code.

    Python knows letters of all scripts, so the name stays what it is, and two that sound alike stay two.
    """
    normal = unicodedata.normalize("NFKC", name)
    return normal if normal.isidentifier() else distinguished(identifier(name), name)


def title_identifier(title: str) -> str:
    """What a test is called whose title is a sentence; in its own script, because sentences in pinyin say nothing.

    >>> title_identifier("Deals above 100,000")
    'deals_above_100_000'
    """
    words = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", title).lower()).strip("_")
    found = shortened(f"n_{words}" if words[:1].isdigit() else words, _LONGEST_TITLE)
    return found if found.isidentifier() else f"n_{_digest(title)}"


def package_identifier(name: str) -> str:
    """The Python package of the app."""
    taken = _PYTHON_WORDS | _BUILTIN_NAMES | _PROJECT_FOLDERS | _LIBRARIES | _STANDARD_MODULES
    return _kept_from(identifier(name), taken)


def class_name(entity: str) -> str:
    """The PascalCase class for an entity's `identifier`.

    Classes do not end in an underscore, so one that hides a name of the generated modules says that it is a record.
    """
    pascal = "".join(part.capitalize() for part in entity.split("_"))
    return f"{pascal}Record" if pascal in _CLASS_NAMES else pascal


def is_identifier(text: str) -> bool:
    """Whether `text` may be used after `as`: snake_case ASCII that begins with a letter."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", text) is not None and len(text) <= LONGEST_IDENTIFIER


def humanise(name: str) -> str:
    """What to show for a name without a label.

    >>> humanise("credit_code")
    'Credit code'
    """
    if not name.isascii():
        return name
    words = _snake_case(name).replace("_", " ").strip() or name
    return words[:1].upper() + words[1:]


class Numbering:
    """Names for things of the same kind in the order of the text: `after_1`, `after_2`."""

    def __init__(self) -> None:
        """Nothing is named yet."""
        self._used: dict[str, int] = {}

    def next(self, base: str) -> str:
        """`base` with its number."""
        self._used[base] = self._used.get(base, 0) + 1
        return f"{base}_{self._used[base]}"

    def first_plain(self, base: str) -> str:
        """`base` itself the first time, numbered from the second on."""
        name = self.next(base)
        return base if name == f"{base}_1" else name


def transition_base(sources: Sequence[str] | None, target: str) -> str:
    """What a transition between these states is called, unless another one is: `contact_to_analysis`.

    >>> transition_base(None, "lost"), transition_base(["open", "doing"], "closed")
    ('any_to_lost', 'open_or_doing_to_closed')
    """
    start = "any" if sources is None else "_or_".join(identifier(each) for each in sources)
    return shortened(f"{start}_to_{identifier(target)}")


def transition_names(ways: Sequence[tuple[Sequence[str] | None, str]]) -> tuple[str, ...]:
    """The names of a flow's transitions, which lead from states (None: from any) to a state.

    Those between the same states are numbered in the order of the text. States whose names sound alike may give two
    ways the same name; then both get a hash of their states.
    """
    bases = [transition_base(*way) for way in ways]
    texts = [f"{'any' if sources is None else ','.join(sources)} -> {target}" for sources, target in ways]
    alike: dict[str, set[str]] = {}
    for base, text in zip(bases, texts, strict=True):
        alike.setdefault(base, set()).add(text)
    names = Numbering()
    return tuple(
        names.first_plain(base if len(alike[base]) == 1 else distinguished(base, text))
        for base, text in zip(bases, texts, strict=True)
    )


def hook_names(hooks: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The names of what a flow does at an event (`enter`, `leave`, `stay`) of a state: `on_enter_won`."""
    names = Numbering()
    return tuple(names.first_plain(shortened(f"on_{event}_{identifier(state)}")) for event, state in hooks)


def _snake_case(ascii_name: str) -> str:
    separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", ascii_name)
    return re.sub(r"[^a-z0-9]+", "_", separated.lower())


def _kept_from(text: str, reserved: frozenset[str]) -> str:
    return f"{text}_" if text in reserved else text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH_LENGTH]


def _transliterated(name: str) -> str:
    # One reading per character: phrases would read some names better, and change them with the dictionary's edition.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary loads slower than a whole check of a spec

    segments = _SEGMENTS.findall(unicodedata.normalize("NFKC", name))
    return "_".join(lazy_pinyin(segments, errors=_without_accents))


def _without_accents(text: str) -> str:
    return "".join(_ascii_form(character) for character in unicodedata.normalize("NFKD", text))


def _ascii_form(character: str) -> str:
    if character.isascii():
        return character
    if unicodedata.combining(character):
        return ""
    return f"_u{ord(character):x}_"
