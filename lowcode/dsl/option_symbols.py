"""Options of a choice: from the text of the specification, or from a YAML file beside it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from lowcode.catalog.colors import COLORS
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl import ast
from lowcode.dsl.ast_process import FlowDecl, StateDecl
from lowcode.dsl.modifiers import OPTION_MODIFIERS, by_name, former_names, word_of
from lowcode.dsl.option_files import read_options
from lowcode.dsl.symbols import OptionSymbol
from lowcode.source import Span

HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def choice_options(
    declaration: ast.ChoiceDecl, data_files: Mapping[str, str], problems: list[Problem]
) -> tuple[OptionSymbol, ...]:
    """The options of a declared choice, wherever they are written."""
    name = declaration.name
    if declaration.source is None:
        found = options_of(declaration.options, problems)
        if not found:
            problems.append(structure_problems.NothingInIt(span=name.span, what="choice", name=name.text))
        return found
    path = data_file_path(declaration.source)
    read = read_options(path, data_files.get(path), declaration.source.span, problems)
    return _with_added(read, declaration.options, problems)


def _with_added(
    read: tuple[OptionSymbol, ...], added: tuple[ast.OptionDecl, ...], problems: list[Problem]
) -> tuple[OptionSymbol, ...]:
    """Options of a file and those that layers above have added; an option without a label may be a way to others."""
    options = {each.name: each for each in read}
    for declaration in added:
        first = options.get(declaration.name.text)
        if first is None:
            options[declaration.name.text] = _option(declaration, problems)
        elif declaration.label is None and not declaration.modifiers and declaration.options:
            below = _with_added(first.options, declaration.options, problems)
            options[first.name] = replace(first, options=below)
        else:
            span = declaration.name.span
            problems.append(name_problems.DefinedTwice(span=span, name=first.name, first=first.span))
    return tuple(options.values())


def data_file_path(source: ast.TextDecl) -> str:
    """The path of a data file: relative to the file that mentions it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(source.span.path), source.text))


def options_of(declarations: tuple[ast.OptionDecl, ...], problems: list[Problem]) -> tuple[OptionSymbol, ...]:
    """The options as written; a name must be unique in the whole tree."""
    report_doubles((each.name for each in _walk(declarations)), problems)
    return tuple(_option(each, problems) for each in declarations)


def states_of(flow: FlowDecl, problems: list[Problem]) -> tuple[OptionSymbol, ...]:
    """The states of a flow as the options of a choice."""
    report_doubles((each.name for each in flow.states), problems)
    return tuple(_state(each, problems) for each in flow.states)


def color_of_state(declaration: StateDecl, problems: list[Problem]) -> str | None:
    """The colour of a state: like that of an option."""
    if declaration.color is None:
        return None
    name = ast.Name("color", declaration.color.span)
    return color_of(ast.ModifierDecl(name, (declaration.color,), None, None, declaration.color.span), problems)


def _state(declaration: StateDecl, problems: list[Problem]) -> OptionSymbol:
    return OptionSymbol(
        name=declaration.name.text,
        label=tuple(part.text for part in declaration.label.parts) if declaration.label else (),
        color=color_of_state(declaration, problems),
        options=(),
        span=declaration.name.span,
        was=former_names(declaration.modifiers),
    )


def _option(declaration: ast.OptionDecl, problems: list[Problem]) -> OptionSymbol:
    modifiers = by_name(declaration.modifiers, OPTION_MODIFIERS, problems)
    if "value" in modifiers:
        problems.append(NotSupportedYet(span=modifiers["value"].name.span, word="value"))
    return OptionSymbol(
        name=declaration.name.text,
        label=tuple(part.text for part in declaration.label.parts) if declaration.label else (),
        color=color_of(modifiers.get("color"), problems),
        options=tuple(_option(each, problems) for each in declaration.options),
        span=declaration.name.span,
        was=former_names(declaration.modifiers),
    )


def color_of(modifier: ast.ModifierDecl | None, problems: list[Problem]) -> str | None:
    """The colour: a name of the palette or `#rrggbb`."""
    word = None if modifier is None else word_of(modifier)
    if word is None:
        return None
    if word.text in COLORS or HEX_COLOR.fullmatch(word.text):
        return word.text
    problems.append(name_problems.UnknownValue(span=word.span, what="color", value=word.text, candidates=tuple(COLORS)))
    return None


def report_doubles(names: Iterable[ast.Name], problems: list[Problem]) -> None:
    """Say which names are there twice, or twice but for capital letters."""
    first: dict[str, tuple[str, Span]] = {}
    for name in names:
        other, span = first.setdefault(name.text.casefold(), (name.text, name.span))
        if span == name.span:
            continue
        if other == name.text:
            problems.append(name_problems.DefinedTwice(span=name.span, name=name.text, first=span))
        else:
            problems.append(name_problems.DifferOnlyInCase(span=name.span, name=name.text, other=other, first=span))


def _walk(declarations: tuple[ast.OptionDecl, ...]) -> Iterator[ast.OptionDecl]:
    for declaration in declarations:
        yield declaration
        yield from _walk(declaration.options)
