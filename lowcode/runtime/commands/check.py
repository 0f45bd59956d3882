"""`check`: does the database have what the code expects, are stored computed values true, are functions written?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from lowcode.runtime.commands.console import CommandError, Console
from lowcode.runtime.commands.parts_named import told_difference
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import EntityDefinition
from lowcode.runtime.migrating.running import metadata_of
from lowcode.runtime.migrating.verifying import differences
from lowcode.runtime.process.handwritten import function_problems
from lowcode.runtime.saving.dependants import value_column
from lowcode.runtime.saving.facts import TITLE_TEXT, facts_of
from lowcode.runtime.schema_version import schema_state
from lowcode.runtime.sort_key import sort_key

_EXAMPLES = 3


def run_check(console: Console) -> None:
    """Prints what is wrong and fails, or says that all is well."""
    console.require_current()
    problems = _schema_problems(console)
    is_schema_right = not problems
    with console.reading() as context:
        if is_schema_right:
            for entity in console.application.entities:
                problems += _computed_problems(console, context, entity)
                problems += _sort_key_problems(console, context, entity)
    can_repair = is_schema_right and bool(problems)
    problems += unwritten_functions(console)
    if not problems:
        console.print("check.fine")
        return
    if can_repair:
        problems.append(console.words.say("check.repair", package=console.application.package))
    raise CommandError("\n".join(problems))


def unwritten_functions(console: Console) -> Iterator[str]:
    """Which functions of the specification are not in `custom/functions.py`, or not as they are declared."""
    for code, facts in function_problems(console.application):
        yield console.words.say(f"functions.{code}", **facts)


def _schema_problems(console: Console) -> list[str]:
    """Compared by what the database makes of the models, which on PostgreSQL is part of a transaction."""
    database = console.database
    with database.reading() as connection:
        if schema_state(console.application, connection).is_expanded:
            console.print("check.expanded")
            return []
    with database.reading() if database.is_sqlite else database.writing() as connection:
        found = differences(connection, metadata_of(console.application))
    return [told_difference(console, each) for each in found]


def _computed_problems(console: Console, context: Context, entity: EntityDefinition) -> Iterator[str]:
    model: Any = entity.model
    for name in entity.compute_order:
        expression = value_column(entity, name, context)
        if expression is None:
            continue
        wrong = getattr(model, name).is_distinct_from(expression)
        count = context.connection.execute(select(func.count()).select_from(model).where(wrong)).scalar_one()
        if count:
            ids = context.connection.scalars(select(model.id).where(wrong).order_by(model.id).limit(_EXAMPLES))
            label = entity.field_by_name[name].label if name != TITLE_TEXT else entity.label
            yield console.words.say(
                "check.computed",
                label=context.text(entity.label),
                field=context.text(label),
                count=count,
                ids=", #".join(str(each) for each in ids),
            )


def _sort_key_problems(console: Console, context: Context, entity: EntityDefinition) -> Iterator[str]:
    table = entity.model.__table__
    for attribute, sort_attribute in facts_of(entity).sort_columns:
        rows = context.connection.execute(select(table.c[attribute], table.c[sort_attribute]))
        count = sum(1 for text, key in rows if sort_key(text) != key)
        if count:
            yield console.words.say("check.sort_key", label=context.text(entity.label), count=count)
