"""How values of one type become values of another: the same on both databases, and nothing is lost unseen.

Each conversion gives an expression over the old column. It is empty where a value has no exact counterpart; then the
migration stops and names the records. What a person could have typed (`text_to_…`) is read as the app's own forms read
it, row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Integer, MetaData, Table, and_, case, cast, func, literal, null, select
from sqlalchemy.types import TypeEngine

from lowcode.catalog.field_types import FIELD_TYPES, ValueContext
from lowcode.runtime.database.types import ExactDecimal, Text
from lowcode.runtime.values import columns

Element: TypeAlias = ColumnElement[Any]
Conversion: TypeAlias = Callable[..., Element]
"""From the old column, the type of the new one, and the arguments of the revision."""

READ_BY = {
    "text_to_text": "text",
    "text_to_longtext": "longtext",
    "text_to_int": "int",
    "text_to_decimal": "decimal",
    "text_to_money": "money",
    "text_to_percent": "percent",
    "text_to_bool": "bool",
    "text_to_date": "date",
    "text_to_time": "time",
    "text_to_datetime": "datetime",
    "text_to_phone": "phone",
    "text_to_email": "email",
    "text_to_url": "url",
    "text_to_color": "color",
}
"""Conversions that read what people have typed, with the field type whose form would."""


def reader(conversion: str, target: TypeEngine[Any], **about: Any) -> Callable[[str], Any]:
    """What reads one text; FieldError for those that are none of the new type."""
    context = ValueContext(
        length=getattr(target, "length", None),
        precision=getattr(target, "precision", None),
        scale=getattr(target, "scale", None),
        **{name: value for name, value in about.items() if name in ("locale", "timezone", "currency")},
    )
    kind = FIELD_TYPES[READ_BY[conversion]]
    return lambda text: kind.parse(text, context)


def _same(source: Element, target: TypeEngine[Any]) -> Element:
    del target
    return source


def _number(source: Element, target: TypeEngine[Any]) -> Element:
    """Between whole numbers and decimals of any scale, where no digit is lost and none is too many."""
    scale = int(getattr(target, "scale", None) or 0)
    digits = int(getattr(target, "precision", None) or 18) - scale
    rounded = columns.rounded(source, scale)
    fits = and_(columns.equal(rounded, source), columns.less(columns.absolute(source), Decimal(10) ** digits))
    value = columns.fitted(source, scale) if isinstance(target, ExactDecimal) else columns.fitted_whole(source)
    return case((fits, value), else_=null())


def _bool_to_int(source: Element, target: TypeEngine[Any]) -> Element:
    del target
    return case((source.is_(True), 1), (source.is_(False), 0), else_=null())


def _int_to_bool(source: Element, target: TypeEngine[Any]) -> Element:
    return case((source == 1, literal(True, target)), (source == 0, literal(False, target)), else_=null())


def _bool_to_text(source: Element, target: TypeEngine[Any], *, yes: str = "是", no: str = "否") -> Element:
    del target
    return columns.boolean_text(source, yes, no)


def _shown_by(text: Callable[[Element], Element]) -> Conversion:
    """What a template of the specification would show of the value."""

    def conversion(source: Element, target: TypeEngine[Any]) -> Element:
        del target
        return text(source)

    return conversion


def _decimal_to_text(source: Element, target: TypeEngine[Any], *, digits: int = 0) -> Element:
    del target
    return columns.decimal_text(source, digits)


def _date_to_datetime(source: Element, target: TypeEngine[Any], *, timezone: str) -> Element:
    del target
    return columns.midnight(source, ZoneInfo(timezone))


def _datetime_to_date(source: Element, target: TypeEngine[Any], *, timezone: str) -> Element:
    """Instants at which a day begins."""
    del target
    zone = ZoneInfo(timezone)
    day = columns.local_date(source, zone)
    return case((columns.midnight(day, zone) == source, day), else_=null())


def _datetime_to_time(source: Element, target: TypeEngine[Any], *, timezone: str) -> Element:
    del target
    return columns.local_time(source, ZoneInfo(timezone))


def _datetime_to_text(source: Element, target: TypeEngine[Any], *, timezone: str) -> Element:
    """Instants of whole minutes, which is what the text shows."""
    del target
    zone = ZoneInfo(timezone)
    seconds = columns.seconds_between(columns.midnight(columns.local_date(source, zone), zone), source, 1)
    is_whole = columns.equal(columns.remainder(seconds, 60), 0)
    return case((is_whole, columns.instant_text(source, zone)), else_=null())


def _time_to_text(source: Element, target: TypeEngine[Any]) -> Element:
    """Times of whole minutes, which is what the text shows."""
    del target
    return columns.time_text(source)


def _mapped(source: Element, target: TypeEngine[Any], *, names: Mapping[Any, Any]) -> Element:
    """What stands beside each value."""
    if not names:
        return cast(null(), target)
    arms = [(_is(source, old), literal(new, target) if new is not None else null()) for old, new in names.items()]
    return case(*arms, else_=null())


def _is(source: Element, value: Any) -> Element:
    return source.is_(value) if isinstance(value, bool) else source == value


def _option_to_text(source: Element, target: TypeEngine[Any], *, labels: Mapping[str, str]) -> Element:
    return _mapped(source, target, names=labels)


def _text_to_option(source: Element, target: TypeEngine[Any], *, labels: Mapping[str, str]) -> Element:
    """`labels`: all that an option is called, names too, with the option; blanks around do not count."""
    return _mapped(columns.trim(source), target, names={text.strip(): option for text, option in labels.items()})


def _reference_to_text(source: Element, target: TypeEngine[Any], *, table: str, column: str) -> Element:
    """The column of the record that is referred to."""
    del target
    records = _records(table, column)
    return select(records.c[column]).where(records.c.id == source).correlate_except(records).scalar_subquery()


def _text_to_reference(source: Element, target: TypeEngine[Any], *, table: str, column: str) -> Element:
    """The only record whose column says this; blanks around do not count."""
    del target
    records = _records(table, column)
    found = select(case((func.count() == 1, func.min(records.c.id)), else_=null()))
    return found.where(records.c[column] == columns.trim(source)).correlate_except(records).scalar_subquery()


def _reference_to_option(
    source: Element, target: TypeEngine[Any], *, table: str, column: str, labels: Mapping[str, str]
) -> Element:
    text = _reference_to_text(source, Text(), table=table, column=column)
    return _text_to_option(text, target, labels=labels)


def _option_to_reference(
    source: Element, target: TypeEngine[Any], *, table: str, column: str, labels: Mapping[str, str]
) -> Element:
    return _text_to_reference(_option_to_text(source, Text(), labels=labels), target, table=table, column=column)


def _records(table: str, column: str) -> Any:
    """An alias, because the table may be the one whose column is converted."""
    return _titles(table, column).alias()


def titles_read(arguments: Mapping[str, Any], table: str) -> tuple[Table, ...]:
    """The table, other than `table`, whose titles a conversion with these arguments reads."""
    other = arguments.get("table", table)
    return (_titles(other, arguments["column"]),) if other != table else ()


def _titles(table: str, column: str) -> Table:
    return Table(table, MetaData(), Column("id", Integer), Column(column, Text()))


CONVERSIONS: Mapping[str, Conversion] = {
    "same": _same,
    "int_to_decimal": _number,
    "decimal_to_int": _number,
    "decimal_to_decimal": _number,
    "bool_to_int": _bool_to_int,
    "int_to_bool": _int_to_bool,
    "int_to_text": _shown_by(columns.integer_text),
    "decimal_to_text": _decimal_to_text,
    "money_to_text": _decimal_to_text,
    "percent_to_text": _shown_by(columns.percent_text),
    "bool_to_text": _bool_to_text,
    "date_to_text": _shown_by(columns.date_text),
    "time_to_text": _time_to_text,
    "datetime_to_text": _datetime_to_text,
    "date_to_datetime": _date_to_datetime,
    "datetime_to_date": _datetime_to_date,
    "datetime_to_time": _datetime_to_time,
    "option_to_option": _mapped,
    "option_to_bool": _mapped,
    "bool_to_option": _mapped,
    "option_to_text": _option_to_text,
    "text_to_option": _text_to_option,
    "reference_to_text": _reference_to_text,
    "text_to_reference": _text_to_reference,
    "reference_to_option": _reference_to_option,
    "option_to_reference": _option_to_reference,
}
"""What the database does by itself, in one statement."""
