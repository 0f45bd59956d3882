"""Kinds of edit: sub-tables that become entities of their own."""

from __future__ import annotations

from tests.migrations.random_edits import edit
from tests.migrations.random_model import Entity, Field, Form, Formula, qualified
from tests.migrations.random_picture import OWNER, POSITION
from tests.migrations.random_worlds import ENTITY_NAMES, Script, World


@edit("a sub-table becomes an entity")
def rows_become_records(world: World) -> Script:
    host, each = _with_rows(world)
    yield
    _set_apart(world, each)
    host.fields.remove(each)


@edit("a sub-table becomes an entity that its owner lists")
def rows_become_listed(world: World) -> Script:
    _, each = _with_rows(world)
    yield
    rows, back = _set_apart(world, each)
    each.form = Form("reverse", target=rows, back=back)


@edit("a sub-table of a renamed entity becomes an entity")
def rows_of_renamed(world: World) -> Script:
    host, each = _with_rows(world)
    yield
    _set_apart(world, each)
    host.fields.remove(each)
    host.was.insert(0, host.name)
    host.name = world.name(ENTITY_NAMES)


def _with_rows(world: World) -> tuple[Entity, Field]:
    """An entity with a sub-table, which no other edit touches."""
    host = world.new_entity(claimed=True)
    each = world.add_rows(host)
    assert each.form.rows is not None
    world.claimed |= {each.key, each.form.rows.key}
    return host, each


def _set_apart(world: World, each: Field) -> tuple[Entity, Field]:
    """The entity, and its reference to the record that its rows belonged to."""
    rows = each.form.rows
    assert rows is not None
    host = rows.owner
    assert host is not None
    rows.was.insert(0, qualified(rows))
    rows.name, rows.owner, rows.owner_field = world.name(ENTITY_NAMES), None, None
    world.spec.entities.append(rows)
    owner = world.add_field(rows, Form("reference", target=host))
    place = world.add_field(rows, Form("int"), fill=Formula("position + 1", (), str))
    for record in world.picture.of(rows).values():
        record[owner.key] = record.pop(OWNER)
        record[place.key] = record.pop(POSITION) + 1
    return rows, owner
