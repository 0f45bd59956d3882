"""Navigation and the home page."""

from __future__ import annotations

from collections.abc import Sequence

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.report_names import UnknownPage
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.modifiers import by_name
from lowcode.ir import application as app
from lowcode.source import Span


def lower_menu(lowering: Lowering, span: Span) -> tuple[app.MenuGroup, ...]:
    """The groups as written; without a menu, all entities in the order of the spec, analysis, and the people."""
    menus = lowering.symbols.menus
    for second in menus[1:]:
        lowering.report(structure_problems.SecondDeclaration(span=second.span, what="menu", first=menus[0].span))
    if not menus:
        return _default(lowering, span)
    seen: dict[str, ast.Name] = {}
    return tuple(_group(lowering, group, seen) for group in menus[0].groups)


def _default(lowering: Lowering, span: Span) -> tuple[app.MenuGroup, ...]:
    pages = [entity for entity in lowering.symbols.entities.values() if entity.owner is None]
    own = tuple(entity.name for entity in pages if not entity.is_built_in)
    built_in = tuple(entity.name for entity in pages if entity.is_built_in)
    groups = [app.MenuGroup(None, _entries(own), None, span)] if own else []
    analysis = _analysis(lowering)
    if analysis:
        groups.append(app.MenuGroup(lowering.labels.built_in("分析", "Analysis"), analysis, None, span))
    return (*groups, app.MenuGroup(lowering.labels.built_in("组织", "People"), _entries(built_in), None, span))


def _entries(names: tuple[str, ...]) -> tuple[app.MenuEntry, ...]:
    return tuple(app.MenuEntry(name) for name in names)


def _analysis(lowering: Lowering) -> tuple[app.MenuEntry, ...]:
    """All dashboards, and the reports that stand on none of them."""
    symbols = lowering.symbols
    placed = {tile.report.text for each in symbols.dashboards.values() for row in each.rows for tile in row.tiles}
    return (
        *(app.MenuEntry(str(name), app.PageKind.DASHBOARD) for name in symbols.dashboards),
        *(app.MenuEntry(str(name), app.PageKind.REPORT) for name in symbols.reports if name not in placed),
    )


def _group(lowering: Lowering, declaration: ast.MenuGroupDecl, seen: dict[str, ast.Name]) -> app.MenuGroup:
    entries: list[app.MenuEntry] = []
    for name in declaration.entries:
        entry = _page(lowering, name)
        if entry is None:
            continue
        if name.text in seen:
            lowering.report(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=seen[name.text].span)
            )
            continue
        seen[name.text] = name
        entries.append(entry)
    icon = by_name(declaration.modifiers, ("icon",), lowering.problems).get("icon")
    if icon is not None:
        lowering.report(NotSupportedYet(span=icon.name.span, word="icon"))
    label = None
    if declaration.label is not None:
        label = lowering.labels.label(declaration.label, declaration.label.parts[0].text)
    return app.MenuGroup(label, tuple(entries), None, declaration.span)


def _page(lowering: Lowering, name: ast.Name) -> app.MenuEntry | None:
    """The entity, dashboard or report of that name; reported if there is none."""
    symbols = lowering.symbols
    if name.text in symbols.dashboards:
        return app.MenuEntry(name.text, app.PageKind.DASHBOARD)
    if name.text in symbols.reports:
        return app.MenuEntry(name.text, app.PageKind.REPORT)
    entity = symbols.entities.get(name.text)
    if entity is not None and entity.owner is None:
        return app.MenuEntry(entity.name)
    if name.text not in symbols.unsupported:
        lowering.report(UnknownPage(span=name.span, name=name.text, candidates=symbols.pages))
    return None


def lower_home(lowering: Lowering, names: Sequence[ast.Name]) -> tuple[app.MenuEntry, ...]:
    """The pages to open after sign-in, the first that somebody may open."""
    found: dict[app.MenuEntry, ast.Name] = {}
    for name in names:
        entry = _page(lowering, name)
        if entry is None:
            continue
        first = found.setdefault(entry, name)
        if first is not name:
            lowering.report(structure_problems.MentionedTwice(span=name.span, name=name.text, first=first.span))
    return tuple(found)
