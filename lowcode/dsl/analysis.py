"""From syntax trees to the checked model: all of `dsl` that comes after the text has been read.

    layers ─ symbols ─ field types ─ identifiers ─ typed expressions, defaults ─ checks of the whole

Every phase goes on after problems: what could not be understood has an error type and stays silent, so
one run finds everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from lowcode import naming
from lowcode.diagnostics.problem import Problem, has_errors, in_order
from lowcode.diagnostics.problems.generated_names import UnsafeIdentifier
from lowcode.diagnostics.problems.structure import AppMissing
from lowcode.dsl import ast
from lowcode.dsl.checks import check_application
from lowcode.dsl.checks.storage import with_storage
from lowcode.dsl.collecting import collect
from lowcode.dsl.function_types import resolve_functions
from lowcode.dsl.layers.languages import languages_by_file
from lowcode.dsl.layers.layering import Layered, layered
from lowcode.dsl.lowering.choices import lower_choices
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.entities import lower_entity
from lowcode.dsl.lowering.grants import lower_access, lower_roles
from lowcode.dsl.lowering.identifiers import Identifiers
from lowcode.dsl.lowering.labels import PRELUDE_LOCALES, Labels
from lowcode.dsl.lowering.menus import lower_home, lower_menu
from lowcode.dsl.lowering.past.everything import with_changes
from lowcode.dsl.lowering.processes.everything import lower_processes
from lowcode.dsl.lowering.processes.states import check_flows
from lowcode.dsl.lowering.reports.everything import lower_analysis
from lowcode.dsl.lowering.seeds import lower_sample_counts, lower_seeds
from lowcode.dsl.lowering.titles import Titles
from lowcode.dsl.lowering.views import lower_views
from lowcode.dsl.modifiers import alias_of
from lowcode.dsl.parser import parse
from lowcode.dsl.resolver import resolve_types
from lowcode.dsl.settings import Settings, read_settings
from lowcode.dsl.symbols import Symbols
from lowcode.ir.application import Application
from lowcode.ir.former import Former, FormerApplication
from lowcode.source import SourceFile, Span

PRELUDE_PATH = "lowcode:prelude.lc"


def analyse(
    files: Sequence[ast.FileDecl], data_files: Mapping[str, str], former: Former = None
) -> tuple[Application | None, tuple[Problem, ...]]:
    """The application that the files describe, None if there is an error in them; and all problems in order.

    `data_files` holds the text of the files that choices take their options from, by path. `former` is what the last
    build knew of the application.
    """
    layers = layered(prelude(), files)
    written = languages_by_file(files, layers.layering)
    files = layers.files
    problems: list[Problem] = [*layers.problems]
    symbols = collect(layers.prelude, files, data_files, problems)
    settings = read_settings(symbols.app, problems)
    _report_missing_app(symbols, files, problems)
    resolve_types(symbols, settings.currency_scale, problems)
    resolve_functions(symbols, settings.currency_scale, problems)
    lowering = _lowering(symbols, settings, written, problems)
    check_flows(lowering)
    application = with_storage(_application(lowering, settings, layers), problems)
    is_whole = not has_errors(problems) and not any(_unread(files))
    application = with_changes(lowering, application, _known(former, application) if is_whole else None)
    problems.extend(check_application(application, lowering.incomplete))
    if settings.are_locales_certain:
        problems.extend(lowering.labels.superfluous())
    ordered = tuple(in_order(layers.explained(problems)))
    return (None if has_errors(ordered) else application), ordered


def _unread(files: Sequence[ast.FileDecl]) -> Iterator[ast.UnsupportedDecl]:
    for file in files:
        yield from (each for each in file.declarations if isinstance(each, ast.UnsupportedDecl))


def _known(former: Former, application: Application) -> FormerApplication | None:
    return former(application.identifier) if callable(former) else former


@cache
def prelude() -> ast.FileDecl:
    """The built-in entities, from the same language as everything else."""
    parsed = parse(prelude_source())
    if parsed.problems:
        message = f"the prelude does not parse: {parsed.problems}"
        raise RuntimeError(message)
    return parsed.tree


@cache
def prelude_source() -> SourceFile:
    """What their text says, for those who show what somebody may have changed in it."""
    return SourceFile(PRELUDE_PATH, Path(__file__).with_name("prelude.lc").read_text(encoding="utf-8"))


def _report_missing_app(symbols: Symbols, files: Sequence[ast.FileDecl], problems: list[Problem]) -> None:
    broken = any(each.kind.text == "app" for each in _unread(files))
    if symbols.app is None and not broken and files:
        problems.append(AppMissing(span=Span(files[0].path, 0, 0)))


def _lowering(
    symbols: Symbols, settings: Settings, written: Mapping[str, tuple[str, ...]], problems: list[Problem]
) -> Lowering:
    return Lowering(
        symbols=symbols,
        labels=Labels(settings.locales, {PRELUDE_PATH: PRELUDE_LOCALES, **written}, problems),
        identifiers=Identifiers(symbols, problems),
        titles=Titles(symbols, problems),
        problems=problems,
    )


def _application(lowering: Lowering, settings: Settings, layers: Layered) -> Application:
    symbols = lowering.symbols
    declaration = symbols.app
    name = declaration.name.text if declaration else "app"
    span = declaration.span if declaration else Span(PRELUDE_PATH, 0, 0)
    entities = tuple(lower_entity(lowering, each) for each in symbols.entities.values())
    lowering.entities.update({each.name: each for each in entities})
    data, samples = lower_seeds(lowering)
    views = lower_views(lowering, entities)
    processes = lower_processes(lowering, entities, views, lower_access(lowering))
    analysis = lower_analysis(lowering, settings.currency_scale)
    return Application(
        name=name,
        identifier=_package(declaration, lowering.problems),
        label=lowering.labels.label(declaration.label if declaration else None, name),
        locales=settings.locales,
        timezone=settings.timezone,
        currency=settings.currency,
        currency_scale=settings.currency_scale,
        home=lower_home(lowering, settings.home),
        color=settings.color,
        logo=None,
        choices=lower_choices(lowering),
        roles=lower_roles(lowering),
        entities=processes.entities,
        views=views,
        access=processes.access,
        menu=lower_menu(lowering, span),
        data=data,
        samples=samples,
        sample_counts=lower_sample_counts(lowering),
        documentation=declaration.documentation if declaration else "",
        span=span,
        flows=processes.flows,
        approvals=processes.approvals,
        rules=processes.rules,
        messages=processes.messages,
        connections=processes.connections,
        functions=processes.functions,
        scenarios=processes.scenarios,
        reports=analysis.reports,
        dashboards=analysis.dashboards,
        fiscal_year_start=settings.fiscal_year_start,
        sources=tuple(sorted(file.path for file in layers.files)),
        layering=layers.layering,
    )


def _package(declaration: ast.AppDecl | None, problems: list[Problem]) -> str:
    if declaration is None:
        return "app"
    usual = naming.package_identifier(declaration.name.text)
    alias = alias_of(declaration.modifiers, problems)
    if alias is None:
        return usual
    if not naming.is_identifier(alias.text) or naming.package_identifier(alias.text) != alias.text:
        problems.append(UnsafeIdentifier(span=alias.span, identifier=alias.text))
        return usual
    return alias.text
