"""`sample`: demonstration records, those that the specification writes out and those that it asks to be made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from lowcode.runtime.commands.console import Console
from lowcode.runtime.commands.users import role_names, save_user, set_password
from lowcode.runtime.context import ADMINISTRATOR, Context
from lowcode.runtime.database.system_tables import account, seed
from lowcode.runtime.definitions import EntityDefinition, SeedRecord
from lowcode.runtime.process.stays import adopt_records
from lowcode.runtime.samples.generating import generate
from lowcode.runtime.seeds import SeedError, Seeds

DEMO_PASSWORD = "demo-2026"  # noqa: S105 - printed for everyone to see, for demonstrations only
_BUILT_IN = frozenset({"user", "department"})
_ADMINISTRATOR_KEY = "sample:administrator"


def run_sample(console: Console, entity: str | None, count: int | None, *, force: bool, random_seed: int) -> None:
    """Loads what is not there yet; with an entity and a count, makes up so many more of it."""
    application = console.application
    if entity is not None:
        known = [each.name for each in application.entities if each.owner is None and each.name not in _BUILT_IN]
        if entity not in known:
            raise console.fail("sample.unknown", entity=entity, known=", ".join(known))
    with console.writing() as context:
        if not force:
            _refuse_beside_real(console, context)
        loaded = len(load_written(console, context, "data", application.data))
        loaded += len(load_written(console, context, "sample", application.samples))
        if loaded:
            console.print("sample.loaded", count=loaded)
        made = _make_accounts(console, context)
        wanted = ((entity, count or 100),) if entity is not None else application.sample_counts
        generated = _generate(console, context, wanted, random_seed, again=entity is not None)
        adopt_records(context)
        accounts = _accounts(console, context)
    if not (loaded or generated or made):
        console.print("sample.nothing")
    if accounts:
        console.print("sample.accounts", password=DEMO_PASSWORD)
        for line in accounts:
            console.print("user.line", **line)


def load_written(console: Console, context: Context, kind: str, records: Sequence[SeedRecord]) -> dict[str, int]:
    """The records that the specification writes out."""
    try:
        return Seeds(context).load(kind, records)
    except SeedError as error:
        problems = "; ".join(f"{each.path or error.entity.name}: {each.code}" for each in error.problems)
        raise console.fail("seed.refused", record=error.key, problems=problems) from error


def _refuse_beside_real(console: Console, context: Context) -> None:
    """Real are records that neither `data` nor an earlier `sample` made."""
    has_samples = select(seed.c.key).where(seed.c.key.like("sample:%")).limit(1)
    if context.connection.execute(has_samples).first() is not None:
        return
    for entity in console.application.entities:
        if entity.owner is not None or entity.name in _BUILT_IN:
            continue
        table = entity.model.__table__
        seeded = select(seed.c.record_id).where(seed.c.entity == entity.name)
        real = select(func.count()).select_from(table).where(table.c.id.not_in(seeded))
        if context.connection.execute(real).scalar_one():
            raise console.fail("sample.real", entity=context.text(entity.label))


def _make_accounts(console: Console, context: Context) -> int:
    """Everybody in the samples who has a role can sign in, and so can an administrator; how many of them are new."""
    entity = console.application.entity_by_name["user"]
    seeds = Seeds(context)
    if _ADMINISTRATOR_KEY not in seeds and ADMINISTRATOR in role_names(console):
        is_chinese = console.application.locales[0].startswith("zh")
        values = {
            "name": "系统管理员" if is_chinese else "Administrator",
            "email": "admin@example.com",
            "roles": (ADMINISTRATOR,),
            "active": True,
        }
        seeds.note(_ADMINISTRATOR_KEY, entity, save_user(console, context, None, values))
    made = 0
    with_account = select(account.c.user_id)
    seeded = select(seed.c.record_id).where(seed.c.entity == entity.name, seed.c.record_id.not_in(with_account))
    for user_id in context.connection.scalars(seeded.order_by(seed.c.record_id)).all():
        user: Any = context.session.get(entity.model, user_id)
        if user is None or not user.roles or not user.email:
            continue
        set_password(console, context, user_id, DEMO_PASSWORD, must_change=False)
        made += 1
    return made


def _accounts(console: Console, context: Context) -> list[dict[str, object]]:
    """Who of the samples can sign in: told each time, because nobody remembers."""
    entity = console.application.entity_by_name["user"]
    with_account = select(account.c.user_id)
    seeded = select(seed.c.record_id).where(seed.c.entity == entity.name, seed.c.record_id.in_(with_account))
    state = console.words.say("user.can_sign_in")
    users: list[Any] = [context.session.get(entity.model, number) for number in context.connection.scalars(seeded)]
    return [
        {"email": user.email, "name": user.name, "roles": ",".join(user.roles), "state": state}
        for user in sorted((each for each in users if each is not None), key=lambda each: each.id)
    ]


def _generate(
    console: Console,
    context: Context,
    wanted: Sequence[tuple[str, int]],
    random_seed: int,
    *,
    again: bool,
) -> int:
    """Makes up records; those that the specification asks for only once."""
    seeds = Seeds(context)
    asked: list[tuple[EntityDefinition, int]] = []
    for name, count in wanted:
        entity = console.application.entity_by_name[name]
        key = f"sample:count:{name}"
        if again or key not in seeds:
            asked.append((entity, count))
            if key not in seeds:
                seeds.note(key, entity, 0)
    made = generate(context, asked, random_seed) if asked else {}
    for name, count in made.items():
        label = context.text(console.application.entity_by_name[name].label)
        console.print("sample.generated", label=label, count=count)
    return sum(made.values())
