"""Plausible values of every type, with the odd ones that break careless conversions among them."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.migrations.random_model import Choice, Entity, Field, Spec
from tests.migrations.random_picture import CREATED, OWNER, POSITION, Note, Picture, Record, Request, Stay, Wait

WORDS = (
    "Nordwind", "华星电子", "it's", 'say "yes"', "100%", "a:b", "a\\b", "{x}", "𠮷野家", "null", "  inner  space",
    "ÄÖÜ", "x;--", "0", "False", "东方", "Ωmega", "tab\there",
)  # fmt: skip
YEAR = datetime.date(2025, 1, 1)
CREATION = datetime.datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 naive UTC, as the app keeps it
MOST_RECORDS = 6


def fill_picture(spec: Spec, chance: random.Random) -> Picture:
    """Random records: values first, then what refers to records, then what the runtime notes about them."""
    picture = Picture()
    for entity in (spec.people, *spec.entities):
        _make_records(picture, entity, chance)
    for entity in spec.tables():
        for number, record in picture.of(entity).items():
            for each in entity.stored():
                _refer(picture, each, record, number, chance)
    for entity in spec.entities:
        _note(picture, entity, chance)
    _begin_processes(picture, spec, chance)
    return picture


def _make_records(picture: Picture, entity: Entity, chance: random.Random) -> None:
    for number in range(1, chance.randint(2, MOST_RECORDS) + 1):
        record = _record(entity, number, chance)
        picture.of(entity)[number] = record
        for each in entity.fields:
            if each.form.rows is not None:
                _make_rows(picture, each.form.rows, number, chance)


def _make_rows(picture: Picture, rows: Entity, owner: int, chance: random.Random) -> None:
    for position in range(chance.randrange(3)):
        number = len(picture.of(rows)) + 1
        picture.of(rows)[number] = {**_record(rows, number, chance), OWNER: owner, POSITION: position}


def _record(entity: Entity, number: int, chance: random.Random) -> Record:
    values = {each.key: random_value(each, number, chance) for each in entity.stored()}
    return {**values, CREATED: CREATION + datetime.timedelta(hours=number)}


def random_value(each: Field, number: int, chance: random.Random) -> Any:
    """A value that the field accepts; `number` makes those of `unique` fields differ. Records are referred to later."""
    if each.flavour.startswith("half "):
        return _half(each, number, chance)
    may_be_empty = not each.required and not each.form.is_list and each.form.kind != "state"
    if may_be_empty and each.flavour not in {"always", "twice"} and chance.random() < 0.2:
        return None
    make = _MAKERS.get(each.form.kind)
    return None if make is None else make(each, number, chance)


_HALF = {
    "half digits": ("none", "17"),
    "half dates": ("tomorrow", "2026-02-28"),
    "half short": ("much too long", "short"),
    "half whole": (Decimal("1.25"), Decimal("2.00")),
    "half truths": (2, 1),
    "half midnights": (CREATION, datetime.datetime(2026, 3, 1, 16)),  # noqa: DTZ001 midnight in Shanghai
    "half empty": (None, YEAR),
}


def _half(each: Field, number: int, chance: random.Random) -> Any:
    """What stands in the way of an edit, in the first record and some more; in the others what does not."""
    return _HALF[each.flavour][int(number > 1 and chance.random() < 0.6)]


def _choice(each: Field) -> Choice:
    assert each.form.choice is not None
    return each.form.choice


def _text(each: Field, number: int, chance: random.Random) -> str:
    match each.flavour:
        case "digits":
            return str(chance.randrange(-900, 90_000))
        case "decimals":
            return f"{Decimal(chance.randrange(-9_000, 900_000)) / 100}"
        case "dates":
            return (YEAR + datetime.timedelta(days=chance.randrange(600))).isoformat()
        case "truths":
            return chance.choice(("yes", "no"))
        case "option names":
            return chance.choice(_choice(each).options).name
        case "option labels":
            return chance.choice(_choice(each).options).label
        case "twice":
            return "the same"
        case "short":
            return chance.choice(("a", "b2", "东"))
        case "unique":
            return f"{chance.choice(WORDS).strip()} {number}"
        case _:
            text = chance.choice(WORDS).strip()
            return f"{text} {number}" if each.unique else text


def _whole(each: Field, number: int, chance: random.Random) -> int:
    if each.flavour == "truths":
        return chance.randrange(2)
    return number * 1000 + chance.randrange(1000) if each.unique else chance.randrange(-500, 5000)


def _decimal(each: Field, number: int, chance: random.Random) -> Decimal:
    precision, scale = each.form.digits
    if each.flavour == "whole":
        return Decimal(chance.randrange(-900, 9000)).quantize(Decimal(1).scaleb(-scale))
    most = min(10**precision, 10 ** (scale + 5))
    return Decimal(chance.randrange(-most + 1, most)).scaleb(-scale)


def _moment(each: Field, number: int, chance: random.Random) -> datetime.datetime:
    start = datetime.datetime(2025, 1, 1)  # noqa: DTZ001 naive UTC, as the app keeps it
    if each.flavour == "midnights":
        return start + datetime.timedelta(days=chance.randrange(600), hours=16)  # 00:00 in Shanghai
    return start + datetime.timedelta(seconds=chance.randrange(600 * 86_400))


def _day(each: Field, number: int, chance: random.Random) -> datetime.date:
    return YEAR + datetime.timedelta(days=chance.randrange(600))


def _phone(each: Field, number: int, chance: random.Random) -> str:
    return f"+861380000{number:04d}"


def _option(each: Field, number: int, chance: random.Random) -> int:
    return chance.choice(_choice(each).options).key


def _options(each: Field, number: int, chance: random.Random) -> frozenset[int]:
    options = _choice(each).options
    most = 1 if each.flavour == "single" else len(options)
    return frozenset(each.key for each in chance.sample(options, chance.randint(0, most)))


_MAKERS: dict[str, Callable[[Field, int, random.Random], Any]] = {
    "text": _text,
    "longtext": _text,
    "int": _whole,
    "decimal": _decimal,
    "money": lambda each, number, chance: Decimal(chance.randrange(-100_000, 9_000_000)) / 100,
    "percent": lambda each, number, chance: Decimal(chance.randrange(0, 10_000)) / 10_000,
    "rating": lambda each, number, chance: chance.randint(1, 5),
    "bool": lambda each, number, chance: chance.random() < 0.5,
    "date": _day,
    "time": lambda each, number, chance: datetime.time(chance.randrange(24), chance.randrange(60)),
    "datetime": _moment,
    "phone": _phone,
    "email": lambda each, number, chance: f"person{number}@example.com",
    "color": lambda each, number, chance: f"#{chance.randrange(0x1000000):06x}",
    "state": _option,
    "choice": _option,
    "many_of": _options,
}


def _refer(picture: Picture, each: Field, record: Record, number: int, chance: random.Random) -> None:
    """References, many-to-many, and texts that are the names of records."""
    target = each.form.target
    if each.form.kind == "reference" and target is not None:
        if each.unique:
            record[each.key] = number if number in picture.of(target) else None
        elif each.required or chance.random() < 0.7:
            record[each.key] = chance.choice(sorted(picture.of(target)))
    elif each.form.kind == "many" and target is not None:
        others = sorted(picture.of(target))
        most = 1 if each.flavour == "single" else min(3, len(others))
        least = 2 if each.flavour == "several" and number == 1 else 0
        record[each.key] = frozenset(chance.sample(others, chance.randint(least, most)))
    elif each.flavour == "titles" and each.names_of is not None and record[each.key] is not None:
        record[each.key] = chance.choice(
            [other[each.names_of.fields[0].key] for other in picture.of(each.names_of).values()]
        )


def _note(picture: Picture, entity: Entity, chance: random.Random) -> None:
    """A line of history for some fields of one record, as changing it would have written them."""
    kinds = ("text", "int", "bool", "choice")
    for each in entity.stored(*kinds):
        number = chance.choice(sorted(picture.of(entity)))
        old, new = (random_value(each, number, chance) for _ in range(2))
        picture.notes.append(Note(entity.key, number, each.key, old, new))


def _begin_processes(picture: Picture, spec: Spec, chance: random.Random) -> None:
    for entity in spec.entities:
        for each in entity.stored("state"):
            flow = _choice(each)
            for number, record in picture.of(entity).items():
                if chance.random() < 0.5:
                    picture.stays.append(Stay(flow.key, entity.key, number, flow.options[0].key, is_over=True))
                picture.stays.append(Stay(flow.key, entity.key, number, record[each.key], is_over=False))
    for rule in spec.rules:
        for number in picture.of(rule.entity):
            picture.waits.append(Wait(rule.key, rule.entity.key, number, chance.choice(("waiting", "done"))))
    for approval in spec.approvals:
        first, *later = approval.steps.options
        for number in picture.of(approval.entity):
            if chance.random() < 0.6:
                steps = [(first.key, "active"), *((step.key, "waiting") for step in later)]
                picture.requests.append(Request(approval.key, approval.entity.key, number, "running", steps))
