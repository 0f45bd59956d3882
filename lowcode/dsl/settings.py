"""The settings of `app`, with a default for each that is left out."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from lowcode.catalog.colors import COLORS
from lowcode.catalog.currencies import CURRENCIES
from lowcode.diagnostics.problem import Problem
from lowcode.diagnostics.problems import names as name_problems
from lowcode.diagnostics.problems import structure as structure_problems
from lowcode.diagnostics.problems.syntax import NotSupportedYet
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.dsl import ast
from lowcode.dsl.option_symbols import HEX_COLOR
from lowcode.quick_dataclass import dataclass

LOCALES = ("zh-CN", "en")
"""The languages that the runtime has its own texts in."""
DEFAULT_COLOR = "#1677ff"
_USAGE = {
    "locale": "locale zh-CN, en",
    "timezone": 'timezone "Asia/Shanghai"',
    "currency": "currency CNY",
    "home": "home Customer",
    "fiscal_year": "fiscal_year 4",
    "color": 'color "#1677ff"',
}


_PLANNED = frozenset({"logo"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What `app` says about the whole application."""

    locales: tuple[str, ...] = ("zh-CN",)
    timezone: str = "Asia/Shanghai"
    currency: str = "CNY"
    color: str = DEFAULT_COLOR
    home: tuple[ast.Name, ...] = ()
    """Pages, the first that somebody may open."""
    fiscal_year_start: int = 1
    """The month in which the fiscal year begins."""
    are_locales_certain: bool = True
    """False if the languages could not be read: then nothing is said about the number of texts."""

    @property
    def currency_scale(self) -> int:
        """Digits after the point of amounts."""
        return CURRENCIES[self.currency]


def read_settings(app: ast.AppDecl | None, problems: list[Problem]) -> Settings:
    """The settings; what cannot be understood is reported and gets its default."""
    lines: dict[str, ast.SettingDecl] = {}
    for line in app.settings if app else ():
        name = line.name
        if name.text in _PLANNED:
            problems.append(NotSupportedYet(span=name.span, word=name.text))
        elif name.text not in _USAGE:
            problems.append(name_problems.UnknownSetting(span=name.span, name=name.text, candidates=tuple(_USAGE)))
        elif name.text in lines:
            problems.append(
                structure_problems.ModifierTwice(span=name.span, modifier=name.text, first=lines[name.text].name.span)
            )
        else:
            lines[name.text] = line
    defaults = Settings()
    before = len(problems)
    locales = _locales(lines.get("locale"), problems)
    are_locales_certain = app is not None and before == len(problems)
    return Settings(
        locales=locales or defaults.locales,
        are_locales_certain=are_locales_certain,
        timezone=_timezone(lines.get("timezone"), problems) or defaults.timezone,
        currency=_currency(lines.get("currency"), problems) or defaults.currency,
        color=_color(lines.get("color"), problems) or defaults.color,
        home=_names(lines.get("home")),
        fiscal_year_start=_month(lines.get("fiscal_year"), problems) or defaults.fiscal_year_start,
    )


def _word(line: ast.SettingDecl | None, problems: list[Problem]) -> ast.Name | None:
    if line is None:
        return None
    if len(line.values) == 1:
        value = line.values[0]
        return value if isinstance(value, ast.Name) else ast.Name(value.text, value.span)
    problems.append(
        structure_problems.ModifierIncomplete(span=line.span, modifier=line.name.text, usage=_USAGE[line.name.text])
    )
    return None


def _names(line: ast.SettingDecl | None) -> tuple[ast.Name, ...]:
    return tuple(ast.Name(value.text, value.span) for value in line.values) if line else ()


def _month(line: ast.SettingDecl | None, problems: list[Problem]) -> int | None:
    name = _word(line, problems)
    months = tuple(str(month) for month in range(1, 13))
    if name is None or name.text in months:
        return int(name.text) if name else None
    _unknown(name, "fiscal_year", months, problems)
    return None


def _locales(line: ast.SettingDecl | None, problems: list[Problem]) -> tuple[str, ...]:
    found: dict[str, ast.Name] = {}
    for value in line.values if line else ():
        name = ast.Name(value.text, value.span)
        if name.text not in LOCALES:
            _unknown(name, "locale", LOCALES, problems)
        elif name.text in found:
            problems.append(
                structure_problems.MentionedTwice(span=name.span, name=name.text, first=found[name.text].span)
            )
        else:
            found[name.text] = name
    return tuple(found)


def _timezone(line: ast.SettingDecl | None, problems: list[Problem]) -> str | None:
    name = _word(line, problems)
    if name is None:
        return None
    try:
        ZoneInfo(name.text)
    except (KeyError, ValueError, OSError):
        zones = tuple(sorted(available_timezones()))
        _unknown(name, "timezone", did_you_mean(name.text, zones), problems)
        return None
    return name.text


def _currency(line: ast.SettingDecl | None, problems: list[Problem]) -> str | None:
    name = _word(line, problems)
    if name is None or name.text in CURRENCIES:
        return name.text if name else None
    _unknown(name, "currency", tuple(CURRENCIES), problems)
    return None


def _color(line: ast.SettingDecl | None, problems: list[Problem]) -> str | None:
    name = _word(line, problems)
    if name is None or HEX_COLOR.fullmatch(name.text):
        return name.text if name else None
    if name.text in COLORS:
        return COLORS[name.text]
    _unknown(name, "color", tuple(COLORS), problems)
    return None


def _unknown(name: ast.Name, what: str, candidates: tuple[str, ...], problems: list[Problem]) -> None:
    problems.append(name_problems.UnknownValue(span=name.span, what=what, value=name.text, candidates=candidates))
