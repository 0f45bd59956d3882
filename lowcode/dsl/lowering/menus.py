"""Navigation and the home page."""

from __future__ import annotations

from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.dsl import ast
from lowcode.dsl.lowering.context import Lowering
from lowcode.dsl.lowering.paths import entity_of
from lowcode.dsl.modifiers import by_name
from lowcode.ir import application as app
from lowcode.source import Span


def lower_menu(lowering: Lowering, span: Span) -> tuple[app.MenuGroup, ...]:
    """The groups as written; without a menu, all entities in the order of the spec and the people behind them."""
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
    return (*groups, app.MenuGroup(lowering.labels.built_in("组织", "People"), _entries(built_in), None, span))


def _entries(names: tuple[str, ...]) -> tuple[app.MenuEntry, ...]:
    return tuple(app.MenuEntry(name) for name in names)


def _group(lowering: Lowering, declaration: ast.MenuGroupDecl, seen: dict[str, ast.Name]) -> app.MenuGroup:
    entities: list[str] = []
    for name in declaration.entries:
        entity = entity_of(lowering, name)
        if entity is None:
            continue
        if name.text in seen:
            lowering.report(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=seen[name.text].span)
            )
            continue
        seen[name.text] = name
        entities.append(entity.name)
    icon = by_name(declaration.modifiers, ("icon",), lowering.problems).get("icon")
    if icon is not None:
        lowering.report(NotSupportedYet(span=icon.name.span, word="icon"))
    label = None
    if declaration.label is not None:
        label = lowering.labels.label(declaration.label, declaration.label.parts[0].text)
    return app.MenuGroup(label, _entries(tuple(entities)), None, declaration.span)


def lower_home(lowering: Lowering, name: ast.Name | None) -> tuple[app.MenuEntry, ...]:
    """The pages to open after sign-in."""
    entity = entity_of(lowering, name) if name is not None else None
    return (app.MenuEntry(entity.name),) if entity else ()
