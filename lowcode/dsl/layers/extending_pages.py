"""`extend` of what people see: views, menus, dashboards, the app itself; and of roles and grants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from lowcode.diagnostics.problems import clients as problems
from lowcode.dsl import ast
from lowcode.dsl import ast_clients as client
from lowcode.dsl.layers.extending_processes import ProcessExtender

_PARTS = {ast.ListDecl: "list", ast.FormDecl: "form", ast.PageDecl: "page", ast.BoardDecl: "board"}
_LINES = {"refresh": "refresh", "roles": "for"}
"""What a dashboard says once: attribute and word."""
Labelled = TypeVar("Labelled", ast.SectionDecl, ast.MenuGroupDecl)


class Extender(ProcessExtender):
    """Carries out every `extend`."""

    # --- views ---

    def view(self, change: client.ExtendViewDecl) -> None:
        """`extend view Customer { … }`: lines stand for those of their kind, lines after `also` add to them."""
        entity = change.view.entity
        for place, view, _ in self.working.below("view", entity, change.span):
            assert isinstance(view, ast.ViewDecl), "a view is declared by `view`"
            lines = list(view.lines)
            for line in change.view.lines:
                lines = self.with_line(entity.text, lines, line)
            for line in change.also.lines:
                lines = self.with_more(entity.text, lines, line)
            self.working.put(place, replace(view, lines=tuple(lines)))

    def with_line(self, entity: str, lines: list[ast.ViewLine], line: ast.ViewLine) -> list[ast.ViewLine]:
        """The lines with one in the place of the one of its kind."""
        former = next((each for each in lines if type(each) is type(line)), None)
        if not self.working.note("view", entity, _PARTS[type(line)], line.span, former.span if former else None):
            return lines
        return [*(each for each in lines if each is not former), line]

    def with_more(self, entity: str, lines: list[ast.ViewLine], line: ast.ViewLine) -> list[ast.ViewLine]:
        """The lines with what one adds to the one of its kind; without one there, defaults would be lost by it."""
        former = next((each for each in lines if type(each) is type(line)), None)
        word = _PARTS[type(line)]
        if former is None:
            self.working.problems.append(problems.NothingToAddTo(span=line.span, name=entity, line=word))
            return lines
        self.working.add("view", entity, f"also {word}", line.span)
        return [_joined(each, line) if each is former else each for each in lines]

    # --- access, roles ---

    def access(self, change: client.ExtendAccessDecl) -> ast.AccessDecl | None:
        """`extend access Customer { … }`: one more block, because blocks of an entity add up."""
        access = change.access
        if not self.working.below("access", access.entity, change.span):
            return None
        self.working.add("access", access.entity.text, "also", change.span)
        return access

    def role(self, change: client.ExtendRoleDecl) -> None:
        """`extend role sales "Label" includes partner`."""
        for place, role, _ in self.working.below("role", change.name, change.span):
            assert isinstance(role, ast.RoleDecl), "a role is declared by `role`"
            if change.includes:
                self.working.add("role", role.name.text, "includes", change.span)
            self.working.put(place, replace(role, includes=(*role.includes, *change.includes)))
            self.label("role", change.name, change.label)

    # --- menu, dashboard, app ---

    def menu(self, change: client.ExtendMenuDecl) -> None:
        """`extend menu { group "客户" { Visit } }`: groups of the same label become one."""
        for place, menu, _ in self.working.below("menu", ast.Name("", change.span), change.span):
            assert isinstance(menu, ast.MenuDecl), "a menu is declared by `menu`"
            self.working.add("menu", "", "also", change.span)
            groups = menu.groups
            for group in change.menu.groups:
                groups = _with_group(groups, group)
            self.working.put(place, replace(menu, groups=groups))

    def dashboard(self, change: client.ExtendDashboardDecl) -> None:
        """`extend dashboard Cockpit { … }`."""
        for place, dashboard, _ in self.working.below("dashboard", change.name, change.span):
            assert isinstance(dashboard, ast.DashboardDecl), "a dashboard is declared by `dashboard`"
            name = dashboard.name.text
            if change.filters or change.rows:
                self.working.add("dashboard", name, "also", change.span)
            said: dict[str, Any] = {"refresh": change.refresh, "roles": change.roles}
            lines = {
                attribute: value
                for attribute, value in said.items()
                if value and self.working.note("dashboard", name, _LINES[attribute], change.span, dashboard.span)
            }
            filters, rows = (*dashboard.filters, *change.filters), (*dashboard.rows, *change.rows)
            self.working.put(place, replace(dashboard, filters=filters, rows=rows, **lines))
            self.label("dashboard", change.name, change.label)

    def app(self, change: client.ExtendAppDecl) -> None:
        """`extend app acme "Acme CRM" { settings }`."""
        for place, app, _ in self.working.below("app", ast.Name("", change.span), change.span):
            assert isinstance(app, ast.AppDecl), "an app is declared by `app`"
            settings = app.settings
            for setting in change.settings:
                settings = self.with_setting(settings, setting)
            name, modifiers = app.name, app.modifiers
            if change.name is not None and self.working.note("app", "", "name", change.name.span, app.name.span):
                name, modifiers = change.name, change.modifiers
            self.working.put(place, replace(app, name=name, modifiers=modifiers, settings=settings))
            self.label("app", ast.Name("", change.span), change.label)

    def with_setting(
        self, settings: tuple[ast.SettingDecl, ...], setting: ast.SettingDecl
    ) -> tuple[ast.SettingDecl, ...]:
        """The settings with one in the place of the one of its name."""
        word = setting.name.text
        former = next((each for each in settings if each.name.text == word), None)
        if not self.working.note("app", "", word, setting.span, former.span if former else None):
            return settings
        return (*(each for each in settings if each is not former), setting)


def _joined(line: ast.ViewLine, more: ast.ViewLine) -> ast.ViewLine:
    """A line with what another of its kind adds."""
    match line, more:
        case ast.ListDecl(), ast.ListDecl():
            return replace(
                line,
                columns=(*line.columns, *more.columns),
                sort=(*line.sort, *more.sort),
                filters=(*line.filters, *more.filters),
            )
        case ast.FormDecl(), ast.FormDecl():
            sections = line.sections
            for section in more.sections:
                sections = _with_section(sections, section)
            return replace(line, sections=sections)
        case ast.PageDecl(), ast.PageDecl():
            return replace(line, fields=(*line.fields, *more.fields))
        case ast.BoardDecl(), ast.BoardDecl():
            return replace(line, card=(*line.card, *more.card))
        case _:
            return line


def _with_section(sections: tuple[ast.SectionDecl, ...], section: ast.SectionDecl) -> tuple[ast.SectionDecl, ...]:
    same = _of_label(sections, section)
    if same is None:
        return (*sections, section)
    joined = replace(same, fields=(*same.fields, *section.fields))
    return tuple(joined if each is same else each for each in sections)


def _with_group(groups: tuple[ast.MenuGroupDecl, ...], group: ast.MenuGroupDecl) -> tuple[ast.MenuGroupDecl, ...]:
    same = _of_label(groups, group)
    if same is None:
        return (*groups, group)
    joined = replace(same, entries=(*same.entries, *group.entries))
    return tuple(joined if each is same else each for each in groups)


def _of_label(parts: Sequence[Labelled], part: Labelled) -> Labelled | None:
    """The part whose label begins with the same text, in whichever language."""
    wanted = _texts(part.label)
    return next((each for each in parts if each.label is not None and wanted & _texts(each.label)), None)


def _texts(label: ast.LocalizedTextDecl | None) -> frozenset[str]:
    return frozenset() if label is None else frozenset(part.text for part in label.parts)
