"""The operations as expressions of PostgreSQL: `{0}`, `{1}` … are the arguments, `{every}` all of them.

A NULL argument gives NULL unless a comment says otherwise. There is no `%` here: drivers would take it for a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping

_NUMBERS: Mapping[str, str] = {
    "add": "CAST({0} AS NUMERIC) + CAST({2} AS NUMERIC)",
    "subtract": "CAST({0} AS NUMERIC) - CAST({2} AS NUMERIC)",
    "multiply": "CAST({0} AS NUMERIC) * CAST({1} AS NUMERIC)",
    # The operator `/` rounds to a number of digits of its own choice, and rounding twice is not rounding once.
    "divide": "SELECT sign(above) * sign(below)"
    " * div(2 * abs(above) * CAST('1e{4}' AS NUMERIC) + abs(below), 2 * abs(below)) * CAST('1e-{4}' AS NUMERIC)"
    " FROM (SELECT CAST({0} AS NUMERIC) AS above, nullif(CAST({2} AS NUMERIC), 0) AS below) AS fraction",
    "remainder": "mod(CAST({0} AS NUMERIC), nullif(CAST({2} AS NUMERIC), 0))",
    "less": "{0} < {2}",
    "less_or_equal": "{0} <= {2}",
    "greater": "{0} > {2}",
    "greater_or_equal": "{0} >= {2}",
    "equal": "{0} = {2}",
    "differ": "{0} <> {2}",
    "at_scale": "round(CAST({0} AS NUMERIC), {2})",
    "rounded": "round(CAST({0} AS NUMERIC), {2})",
    "fitted": "CAST({0} AS NUMERIC(18, {2}))",
    "floored": "floor({0} * CAST('1e{2}' AS NUMERIC)) * CAST('1e-{2}' AS NUMERIC)",
    "ceiled": "ceil({0} * CAST('1e{2}' AS NUMERIC)) * CAST('1e-{2}' AS NUMERIC)",
    "truncated": "trunc({0}, {2})",
    "negate": "- {0}",
    "absolute": "abs({0})",
    "smallest": "least({every})",
    "greatest": "greatest({every})",
    "smallest_text": "least({every})",
    "greatest_text": "greatest({every})",
    "sum": "sum({0})",
    "minimum": "min({0})",
    "maximum": "max({0})",
    "integer_text": "CAST({0} AS TEXT)",
    "decimal_text": "CAST(round({0}, greatest({2}, min_scale({0}))) AS TEXT)",
    "percent_text": "CAST(trim_scale({0} * 100) AS TEXT) || chr(37)",
}

_TEXTS: Mapping[str, str] = {
    "concatenate": "{0} || {1}",
    "trim": "nullif(btrim({0}, {1}), '')",
    "contains": "strpos({0}, {1}) > 0",
    "starts_with": "left({0}, length({1})) = {1}",
    "ends_with": "right({0}, length({1})) = {1}",
    "replace": "nullif(replace({0}, coalesce({1}, ''), coalesce({2}, '')), '')",
    "upper": 'upper({0} COLLATE "C")',
    "lower": 'lower({0} COLLATE "C")',
    "code_points": '{0} COLLATE "C"',
    # Positions and counts may be any whole number; those of PostgreSQL have 32 bits.
    "substring": "CASE WHEN {1} IS NOT NULL AND {2} IS NOT NULL THEN nullif(substr({0},"
    " CAST(least(greatest({1}, 1), 1000000000) AS INTEGER),"
    " CAST(least(greatest({2}, 0), 1000000000) AS INTEGER)), '') END",
    "substring_from": "CASE WHEN {1} IS NOT NULL THEN nullif(substr({0},"
    " CAST(least(greatest({1}, 1), 1000000000) AS INTEGER)), '') END",
    "left": "CASE WHEN {1} IS NOT NULL THEN nullif(left({0},"
    " CAST(least(greatest({1}, 0), 1000000000) AS INTEGER)), '') END",
    "right": "CASE WHEN {1} IS NOT NULL THEN nullif(right({0},"
    " CAST(least(greatest({1}, 0), 1000000000) AS INTEGER)), '') END",
}

_INSIDE_INSTANTS = "BETWEEN TIMESTAMP '0001-01-02 00:00:00' AND TIMESTAMP '9999-12-30 23:59:59'"
_AS_MONTHS = "CAST(12 * extract(year FROM {0}) + extract(month FROM {0}) AS BIGINT)"


def _months(start: str, end: str) -> str:
    """Whole months from the earlier `start` to `end`."""
    late = f"CAST(extract(day FROM {end}) < extract(day FROM {start}) AS INTEGER)"
    return f"{_AS_MONTHS.format(end)} - {_AS_MONTHS.format(start)} - {late}"


_MONTHS_BETWEEN = f"CASE WHEN {{1}} >= {{0}} THEN {_months('{0}', '{1}')} ELSE - ({_months('{1}', '{0}')}) END"


def _clamped(argument: str, most: int, least: int | None = None) -> str:
    """A number as an integer of 32 bits. PostgreSQL computes constants even where a CASE never gets to."""
    lowest = -most if least is None else least
    return f"CAST(least(greatest({argument}, {lowest}), {most}) AS INTEGER)"


_YEAR, _MONTH, _DAY = _clamped("{0}", 9999, 1), _clamped("{1}", 12, 1), _clamped("{2}", 31, 1)
_MOST_SECONDS = 400_000_000_000

_MOMENTS: Mapping[str, str] = {
    "local_date": "CAST(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1} AS DATE)",
    "local_time": "CAST(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1} AS TIME)",
    "instant": f"CASE WHEN (({{0}} + {{1}}) AT TIME ZONE {{2}}) AT TIME ZONE 'UTC' {_INSIDE_INSTANTS}"
    " THEN (({0} + {1}) AT TIME ZONE {2}) AT TIME ZONE 'UTC' END",
    "instant_text": "to_char(({0} AT TIME ZONE 'UTC') AT TIME ZONE {1}, 'YYYY-MM-DD HH24:MI')",
    "date_text": "to_char({0}, 'YYYY-MM-DD')",
    "time_text": "to_char({0}, 'HH24:MI')",
    "make_date": "CASE WHEN {0} BETWEEN 1 AND 9999 AND {1} BETWEEN 1 AND 12 AND {2} BETWEEN 1 AND 31 THEN"
    f" CASE WHEN {{2}} <= extract(day FROM make_date({_YEAR}, {_MONTH}, 1) + INTERVAL '1 month - 1 day')"
    f" THEN make_date({_YEAR}, {_MONTH}, {_DAY}) END END",
    # Asked before and not after: beyond its own calendar PostgreSQL fails.
    "shift_months": f"CASE WHEN {_AS_MONTHS} - 1 + {{1}} BETWEEN 12 AND 119999"
    f" THEN CAST({{0}} + make_interval(months => {_clamped('{1}', 130_000)}) AS DATE) END",
    "shift_days": "CASE WHEN {1} BETWEEN DATE '0001-01-01' - {0} AND DATE '9999-12-31' - {0}"
    f" THEN {{0}} + {_clamped('{1}', 4_000_000)} END",
    "shift_seconds": "CASE WHEN {1} BETWEEN extract(epoch FROM (TIMESTAMP '0001-01-02 00:00:00' - {0}))"
    " AND extract(epoch FROM (TIMESTAMP '9999-12-30 23:59:59' - {0}))"
    f" THEN {{0}} + least(greatest({{1}}, -{_MOST_SECONDS}), {_MOST_SECONDS}) * INTERVAL '1 second' END",
    "seconds_between": "div(extract(epoch FROM ({1} - {0})), {2})",
    "year": "CAST(extract(year FROM {0}) AS BIGINT)",
    "quarter": "CAST(extract(quarter FROM {0}) AS BIGINT)",
    "month": "CAST(extract(month FROM {0}) AS BIGINT)",
    "week": "CAST(extract(week FROM {0}) AS BIGINT)",
    "day": "CAST(extract(day FROM {0}) AS BIGINT)",
    "weekday": "CAST(extract(isodow FROM {0}) AS BIGINT)",
    "hour": "CAST(extract(hour FROM {0}) AS BIGINT)",
    "minute": "CAST(extract(minute FROM {0}) AS BIGINT)",
    "days_between": "CAST({1} - {0} AS BIGINT)",
    "months_between": _MONTHS_BETWEEN,
    "years_between": f"({_MONTHS_BETWEEN}) / 12",
    "first_day_of_week": "CASE WHEN {0} - DATE '0001-01-01' >= extract(isodow FROM {0}) - 1"
    " THEN {0} - CAST(extract(isodow FROM {0}) AS INTEGER) + 1 END",
    "last_day_of_week": "CASE WHEN DATE '9999-12-31' - {0} >= 7 - extract(isodow FROM {0})"
    " THEN {0} - CAST(extract(isodow FROM {0}) AS INTEGER) + 7 END",
    "first_day_of_month": "CAST(date_trunc('month', CAST({0} AS TIMESTAMP)) AS DATE)",
    "last_day_of_month": "CAST(date_trunc('month', CAST({0} AS TIMESTAMP)) + INTERVAL '1 month - 1 day' AS DATE)",
    "first_day_of_quarter": "CAST(date_trunc('quarter', CAST({0} AS TIMESTAMP)) AS DATE)",
    "last_day_of_quarter": "CAST(date_trunc('quarter', CAST({0} AS TIMESTAMP)) + INTERVAL '3 months - 1 day' AS DATE)",
    "first_day_of_year": "CAST(date_trunc('year', CAST({0} AS TIMESTAMP)) AS DATE)",
    "last_day_of_year": "CAST(date_trunc('year', CAST({0} AS TIMESTAMP)) + INTERVAL '12 months - 1 day' AS DATE)",
}

# Digits become groups of four with their places, then the zeros are put in order, then digits become numerals.
_FOUR_DIGITS = "regexp_replace(substr(digits, {0}, 4), '(.)(.)(.)(.)', '\\1仟\\2佰\\3拾\\4')"
_ALL_DIGITS = " || ".join(
    f"{_FOUR_DIGITS.format(start)} || '{unit}'" for start, unit in ((1, "万"), (5, "亿"), (9, "万"), (13, "元"))
)
_CAPITAL_RULES = (
    ("0[仟佰拾]", "0"),
    ("0+", "0"),
    ("^[0万亿元角]+", ""),
    ("亿0万", "亿0"),
    ("0+", "0"),
    ("0(万|亿|元)", "\\1"),
    ("0角0分$", "整"),
    ("0分$", "整"),
    ("0角", "0"),
)


def _capitals() -> str:
    written = f"{_ALL_DIGITS} || substr(digits, 17, 1) || '角' || substr(digits, 18, 1) || '分'"
    for pattern, replacement in _CAPITAL_RULES:
        written = f"regexp_replace({written}, '{pattern}', '{replacement}', 'g')"
    numerals = f"translate({written}, '0123456789', '零壹贰叁肆伍陆柒捌玖')"
    cents = "SELECT amount, CAST(CAST(round(abs(amount), 2) * 100 AS NUMERIC(400, 0)) AS TEXT) AS cents"
    amount = f"{cents} FROM (SELECT CAST({{0}} AS NUMERIC) AS amount) AS given"
    padded = f"SELECT amount, cents, lpad(cents, 18, '0') AS digits FROM ({amount}) AS counted"  # noqa: S608 constants
    return (
        "SELECT CASE WHEN length(cents) > 18 THEN NULL WHEN cents = '0' THEN '零元整'"  # noqa: S608 constants
        f" ELSE CASE WHEN amount < 0 THEN '负' ELSE '' END || {numerals} END FROM ({padded}) AS written"
    )


POSTGRESQL: Mapping[str, str] = {**_NUMBERS, **_TEXTS, **_MOMENTS, "cny_capitals": _capitals()}
"""Every operation of `Portable`."""
