"""What things were called before, as declarations: for addresses and histories that still say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lowcode.codegen.emitters.access import DEFINITIONS
from lowcode.codegen.labels import label_source
from lowcode.codegen.project import Project
from lowcode.codegen.python_source import Imports, call, literal
from lowcode.ir.changes import Kind
from lowcode.ir.former import FormerName
from lowcode.ir.labels import Label
from lowcode.ir.naming import named
from lowcode.ir.reports import Dashboard, Report

_FIELD = Kind.FIELD.value


def moved_pages(project: Project, imports: Imports, former: Sequence[FormerName]) -> Iterator[str]:
    """Entities, reports and dashboards that have other addresses now."""
    application = project.application
    pages: dict[str, Sequence[Report | Dashboard]] = {
        Kind.REPORT.value: application.reports,
        Kind.DASHBOARD.value: application.dashboards,
    }
    for each in former:
        if each.kind == _FIELD:
            continue
        is_entity = each.kind == Kind.ENTITY.value
        now = application.entity(each.now) if is_entity else named(pages[each.kind], each.now)
        kind = f"{imports.name(DEFINITIONS, 'PageKind')}.{each.kind.upper()}"
        yield call(imports.name(DEFINITIONS, "MovedPage"), kind, literal(each.identifier), literal(now.identifier))


def moved_fields(project: Project, imports: Imports, former: Sequence[FormerName]) -> Iterator[str]:
    """Fields that are called otherwise now: addresses of lists name them."""
    for each in former:
        if each.kind == _FIELD and each.now:
            entity = project.application.entity(each.owner)
            now = entity.field_by_name[each.now].identifier
            names = (entity.identifier, each.identifier, now)
            yield call(imports.name(DEFINITIONS, "MovedField"), *map(literal, names))


def retired_fields(project: Project, imports: Imports, former: Sequence[FormerName]) -> Iterator[str]:
    """Fields that are gone, with the labels they had last: histories tell of them."""
    count = len(project.application.locales)
    for each in former:
        if each.kind == _FIELD and not each.now:
            entity = project.application.entity(each.owner).identifier
            texts = (each.label, *each.others)
            label = label_source(imports, Label(texts if len(texts) == count else (each.label,) * count))
            yield call(imports.name(DEFINITIONS, "RetiredField"), literal(entity), literal(each.identifier), label)
