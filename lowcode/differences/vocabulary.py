"""What the tables of `words/` are made of: how each attribute of the model is told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from lowcode.diagnostics.problem import Wording
from lowcode.quick_dataclass import dataclass


class Names(Enum):
    """What a text (or a number) of the model names; people read its label."""

    ENTITY = "entity"
    FIELD = "field"
    """Of the entity that is being told about."""
    PATH = "path"
    """Fields one after another, along references."""
    OPTION = "option"
    """Of the choice that is being told about."""
    STATE = "state"
    """Of the flow that is being told about."""
    CHOICE = "choice"
    ROLE = "role"
    FLOW = "flow"
    APPROVAL = "approval"
    STEP = "step"
    RULE = "rule"
    MESSAGE = "message"
    CONNECTION = "connection"
    REPORT = "report"
    DASHBOARD = "dashboard"
    PAGE = "page"
    """An entity, a report or a dashboard."""
    SOURCE = "source"
    """The number of a source of the report that is being told about."""
    SCALAR = "scalar"
    """A field type of the catalog."""
    CHART = "chart"
    """A kind of chart of the catalog."""
    WORD = "word"
    """A keyword of the language that has words of its own in `words.keywords`."""
    BYTES = "bytes"
    """A size of a file."""


class Mode(Enum):
    """How a difference of an attribute is told."""

    VALUE = "value"
    """As a whole: before and after."""
    ITEMS = "items"
    """What is no longer in the list, what is new, whether the order is another one."""
    BLOCK = "block"
    """Line by line: what is done."""
    THINGS = "things"
    """Each by itself, with the differences inside it."""
    INSIDE = "inside"
    """One thing, whose differences are told as those of what it belongs to."""
    RIGHTS = "rights"
    """By the comparison of rights, which asks what each role may do in the end."""


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute of a class."""

    noun: Wording
    phrase: Wording | None = None
    """How its value stands in a sentence about the whole (`{it}`); None: `noun: it`."""
    names: Names | None = None
    mode: Mode = Mode.VALUE
    empty: Wording | None = None
    """What it means to have none; None: `none`."""
    is_about_this: bool = False
    """Whether it goes without saying where it is the record itself."""
    usual: object = None
    """The value that goes without saying in what is told about the whole."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of the model: its attributes in the order in which they are told."""

    noun: Wording
    parts: Mapping[str, Part]
    left: Mapping[str, str]
    """Attribute → why no line comes of it. Places and documentation are left out everywhere."""
    called: Wording
    """What a thing of the kind is called, of its attributes."""
    same: tuple[tuple[str, ...], ...]
    """By which attributes it is found again, the surest first."""


EVERYWHERE_LEFT: Mapping[str, str] = {
    "span": "where something is written changes nothing for anybody",
    "documentation": "comments are for those who read the specification",
}


def wording(zh: str, en: str) -> Wording:
    """A sentence, in the order in which the tables have the languages."""
    return Wording(en=en, zh=zh)


def part(
    zh: str,
    en: str,
    phrase: tuple[str, str] | None = None,
    names: Names | None = None,
    mode: Mode = Mode.VALUE,
    empty: tuple[str, str] | None = None,
    usual: object = None,
) -> Part:
    """One attribute: its noun in both languages, and how it stands in a sentence."""
    sentence = None if phrase is None else wording(*phrase)
    return Part(wording(zh, en), sentence, names, mode, None if empty is None else wording(*empty), usual=usual)


def about_this(zh: str, en: str) -> Part:
    """An attribute that stands in a sentence where it is another record than the one that everything is about."""
    return Part(wording("", ""), wording(zh, en), is_about_this=True)


def plain(names: Names | None = None) -> Part:
    """An attribute that stands in the sentence as it is."""
    return part("", "", ("{it}", "{it}"), names)


def kind(
    zh: str,
    en: str,
    parts: Mapping[str, Part],
    left: Mapping[str, str] | None = None,
    called: tuple[str, str] = ("{name}", "{name}"),
    same: tuple[tuple[str, ...], ...] = (("name",),),
) -> Kind:
    """One class, in a line or several."""
    return Kind(wording(zh, en), parts, left or {}, wording(*called), same)
