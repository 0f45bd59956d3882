"""The operations that are expressions of SQLite; all others are functions registered on the connection."""

from __future__ import annotations

from collections.abc import Mapping

SQLITE: Mapping[str, str] = {
    "less": "lowcode_compare({every}) < 0",
    "less_or_equal": "lowcode_compare({every}) <= 0",
    "greater": "lowcode_compare({every}) > 0",
    "greater_or_equal": "lowcode_compare({every}) >= 0",
    "equal": "lowcode_compare({every}) = 0",
    "differ": "lowcode_compare({every}) <> 0",
    "integer_text": "CAST({0} AS TEXT)",
    "concatenate": "{0} || {1}",
    "trim": "nullif(trim({0}, {1}), '')",
    "contains": "instr({0}, {1}) > 0",
    "starts_with": "substr({0}, 1, length({1})) = {1}",
    "ends_with": "substr({0}, -length({1})) = {1}",
    "replace": "nullif(replace({0}, coalesce({1}, ''), coalesce({2}, '')), '')",
    "upper": "upper({0})",
    "lower": "lower({0})",
    "code_points": "{0}",
    "date_text": "{0}",
    "time_text": "substr({0}, 1, 5)",
    "year": "CAST(substr({0}, 1, 4) AS INTEGER)",
    "quarter": "(CAST(substr({0}, 6, 2) AS INTEGER) + 2) / 3",
    "month": "CAST(substr({0}, 6, 2) AS INTEGER)",
    "day": "CAST(substr({0}, 9, 2) AS INTEGER)",
    "hour": "CAST(substr({0}, 1, 2) AS INTEGER)",
    "minute": "CAST(substr({0}, 4, 2) AS INTEGER)",
    "days_between": "CAST(julianday({1}) - julianday({0}) AS INTEGER)",
    "first_day_of_month": "substr({0}, 1, 8) || '01'",
    "first_day_of_year": "substr({0}, 1, 5) || '01-01'",
    "last_day_of_year": "substr({0}, 1, 5) || '12-31'",
}
"""`{0}`, `{1}` … are the arguments, `{every}` all of them."""
