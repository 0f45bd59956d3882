"""China by provinces, coloured by the first measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from lowcode.catalog.field_types.location import place_of
from lowcode.runtime.charts.drawing import Option, Sketch
from lowcode.runtime.charts.heatmaps import shades
from lowcode.runtime.charts.layout import base
from lowcode.runtime.charts.measures import adds_up
from lowcode.runtime.charts.parts import decimal
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.places import province_of
from lowcode.runtime.charts.provinces import PROVINCES
from lowcode.runtime.charts.tokens import page_color
from lowcode.runtime.definitions import Option as ChoiceOption
from lowcode.runtime.report_definitions import ValueForm
from lowcode.runtime.reports.answers import Group, Values

CHINA: Final = "china"
_MOST_UNPLACED: Final = 8
_HEIGHT: Final = 400


def draw_map(picture: Picture) -> Sketch:
    """The map; groups of one province count together, those without a place are listed in a sentence."""
    provinces, unplaced = placed_groups(picture)
    items = [_item(picture, name, indexes) for name, indexes in provinces.items()]
    scale = shades(picture, (item["value"] for item in items)) | {
        "left": 4,
        "bottom": 4,
        "orient": "vertical",
        "itemHeight": 96,
    }
    option = base() | {
        "visualMap": scale,
        "series": [
            {
                "type": "map",
                "map": CHINA,
                "name": picture.label(picture.measures[0]),
                "nameMap": {} if picture.is_chinese else {each.name: each.english for each in PROVINCES},
                "roam": False,
                "selectedMode": False,
                "layoutCenter": ["50%", "52%"],
                "layoutSize": "100%",
                "label": {
                    "show": picture.is_chinese,
                    "fontSize": 10,
                    "color": page_color("ink-2"),
                    "textBorderColor": page_color("surface"),
                    "textBorderWidth": 2,
                },
                "labelLayout": {"hideOverlap": True},
                "itemStyle": {"areaColor": page_color("track"), "borderColor": page_color("line-strong")},
                "emphasis": {
                    "label": {"show": True, "color": page_color("ink")},
                    "itemStyle": {"areaColor": page_color("accent", mix=0.35)},
                },
                "data": items,
                "emptyText": picture.say("chart.nothing_here"),
            }
        ],
    }
    notes = [picture.say("chart.unplaced", places=_listed(picture, unplaced))] if unplaced else []
    return Sketch(option=option, notes=notes, height=_HEIGHT, map_name=CHINA)


def placed_groups(picture: Picture) -> tuple[Mapping[str, list[int]], list[int]]:
    """Indexes of the groups in each province, and of those without a place."""
    names = _names_of_options(picture)
    provinces: dict[str, list[int]] = {}
    unplaced = []
    for index, group in enumerate(picture.dimensions[0].groups):
        found = next((name for text in _texts(group, names) if (name := province_of(text))), None)
        if found is None:
            unplaced.append(index)
        else:
            provinces.setdefault(found, []).append(index)
    if not adds_up(picture.measures[0].expression):
        for indexes in provinces.values():
            unplaced += indexes[1:]
            del indexes[1:]
    return provinces, [index for index in unplaced if any(picture.answer.at(index))]


def _texts(group: Group, names: Mapping[Any, list[str]]) -> Iterator[str]:
    """What may tell where the group is: its own name, then what lies around it."""
    if group.is_empty or group.is_others:
        return
    yield from names.get(group.value, [])
    yield group.label
    if isinstance(group.value, str):
        yield place_of(group.value).address


def _names_of_options(picture: Picture) -> Mapping[Any, list[str]]:
    """For each option of the dimension's choice, its labels in all languages, then those of the options above it."""
    form = picture.dimensions[0].definition.form
    if form.kind is not ValueForm.CHOICE or form.name is None:
        return {}
    choice = picture.presentation.application.choice_by_name.get(form.name)
    return dict(_flat(choice.options, [])) if choice is not None else {}


def _flat(options: tuple[ChoiceOption, ...], above: list[str]) -> Iterator[tuple[str, list[str]]]:
    for option in options:
        texts = [*option.label.texts, *above]
        yield option.name, texts
        yield from _flat(option.options, texts)


def _item(picture: Picture, name: str, indexes: list[int]) -> Option:
    groups = picture.dimensions[0].groups
    rows = [picture.answer.at(index) for index in indexes]
    shown = next(each for each in PROVINCES if each.name == name)
    title = name if picture.is_chinese else shown.english
    value = rows[0][0] if len(rows) == 1 else _added(rows)
    tip = [[picture.label(picture.measures[0]), picture.write(picture.measures[0], value)]]
    if len(rows) == 1:
        tip += [
            [picture.label(measure), picture.write(measure, rows[0][place])]
            for place, measure in enumerate(picture.measures)
            if place
        ]
    else:
        tip += [
            [groups[index].label, picture.write(picture.measures[0], rows[at][0])] for at, index in enumerate(indexes)
        ]
    return {
        "name": title,
        "value": picture.number(value),
        "title": title,
        "tip": tip[:12],
        "keys": [groups[indexes[0]].key if len(indexes) == 1 else None],
    }


def _added(rows: list[Values]) -> Any:
    return sum((decimal(values[0]) for values in rows), decimal(0))


def _listed(picture: Picture, indexes: list[int]) -> str:
    groups, measure = picture.dimensions[0].groups, picture.measures[0]
    shown = [
        f"{groups[index].label} {picture.write_short(measure, picture.answer.at(index)[0])}".strip()
        for index in indexes[:_MOST_UNPLACED]
    ]
    if len(indexes) > _MOST_UNPLACED:
        shown.append(picture.say("chart.more_places", count=len(indexes) - _MOST_UNPLACED))
    return picture.say("filter.joined").join(shown)
