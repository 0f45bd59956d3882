"""Draws answers: every kind of `lowcode.catalog.chart_types` has a function here that makes a picture of an `Answer`.

Canvases become an option for ECharts as plain JSON (`drawing.Canvas`), drawn by `static/js/charts.js`; single figures,
progress and rankings become HTML. Nothing here asks the database, and nothing knows a request.
"""

from __future__ import annotations

from lowcode.runtime.charts.choosing import has_something, kind_for
from lowcode.runtime.charts.drawing import CANVAS, Canvas, Drawing
from lowcode.runtime.charts.picture import Picture
from lowcode.runtime.charts.registry import CANVASES, TABLES, VIEWS
from lowcode.runtime.charts.summaries import summary_of
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.reports.answers import Answer

__all__ = ["Canvas", "Drawing", "Picture", "draw"]


def draw(answer: Answer, presentation: Presentation) -> Drawing | None:
    """The picture of an answer; None where a table says it all, the reader may see no numbers, or there are none."""
    picture = Picture(answer, presentation)
    if answer.is_withheld or not picture.measures:
        return None
    kind = kind_for(picture)
    if kind in TABLES or not has_something(picture, kind):
        return None
    summary = summary_of(picture, kind)
    if kind in VIEWS:
        return Drawing(template=f"charts/{kind}.html", content=VIEWS[kind](picture), summary=summary)
    sketch = CANVASES[kind](picture)
    canvas = Canvas(
        kind=kind,
        language=picture.language,
        option=sketch.option,
        formats=tuple(picture.number_format(measure) for measure in picture.measures),
        first_keys=tuple(sketch.first_keys),
        map_name=sketch.map_name,
    )
    return Drawing(template=CANVAS, content=canvas, summary=summary, notes=tuple(sketch.notes), height=sketch.height)
