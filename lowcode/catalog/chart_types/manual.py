"""The page of the documentation about kinds of charts, made from their registry."""

from __future__ import annotations

from lowcode.catalog.chart_types.base import Along, ChartType, Form, TargetUse
from lowcode.catalog.registry import Registry

_HEAD = """# Charts

The kinds that `chart` of a report may name, what they take, and what they are for. This page is made from the catalog
(`lowcode/catalog/chart_types`); how reports are written is in [the language](language.md).

Every chart has the same numbers as a table beside it, which is what screen readers read and printers print. Colours are
those of the specification where an option has one; else the accent for a single series, and ten colours that differ for
colour-blind eyes too. Large numbers are told in 万 and 亿, or K, M and B; the axis or the box on hover says in what.

What a kind cannot draw is said in a plain sentence below it: parts below zero, places without a province, groups beyond
those that can be told apart. A funnel or a column of 100 % with numbers below zero becomes plain columns. After
drilling to a dimension that the kind cannot draw, columns or bars take its place.

| kind | | dimensions and measures | further | example |
|---|---|---|---|---|
"""
_DETAILS = """
## What they are for

| kind | |
|---|---|
"""
_ALONG = {
    Along.ORDERED: "the first dimension has an order (periods, parts of a date, bands, numbers, options)",
    Along.PERIODS: "a dimension comes first that is a period",
    Along.DAYS: "its dimension is `day(…)`",
    Along.STAGES: "its dimension is a choice, a flow's state or a band",
    Along.PLACES: "its dimension names provinces or what lies in them",
}
_TARGETS = {TargetUse.NEEDED: "needs `target`", TargetUse.POSSIBLE: "`target`"}


def chart_manual(kinds: Registry[ChartType]) -> str:
    """The page in Markdown."""
    rows = (
        f"| `{kind.name}` | {kind.zh} | {forms_of(kind)} | {_further(kind)} | `{kind.example}` |\n" for kind in kinds
    )
    purposes = (f"| {kind.en} | {kind.purpose_en} |\n" for kind in kinds)
    return _HEAD + "".join(rows) + _DETAILS + "".join(purposes)


def forms_of(kind: ChartType) -> str:
    """`1 with 1–8, 2 with 1`."""
    return ", ".join(_form(form) for form in kind.forms)


def _form(form: Form) -> str:
    measures = str(form.least) if form.least == form.most else f"{form.least}–{form.most}"
    return f"{form.dimensions} with {measures}" + (" of one unit" if form.units == 1 else "")


def _further(kind: ChartType) -> str:
    facts = [_ALONG[kind.along]] if kind.along in _ALONG else []
    if kind.adds_up:
        facts.append("measures add up (counts, sums)")
    if kind.adds_up_if_stacked:
        facts.append("with `stack`, measures add up")
    if kind.spread:
        facts.append("its measure is a number of the record")
    if kind.most_units is not None and max(form.most for form in kind.forms) > 1:
        facts.append("one unit" if kind.most_units == 1 else f"{kind.most_units} units at most")
    facts += [_TARGETS[kind.target]] if kind.target in _TARGETS else []
    taken = (("`stack`", kind.stacks), ("`compare`", kind.compares), ("`sort`", kind.sorts), ("`top`", kind.tops))
    facts += [word for word, takes in (*taken, ("`drill`", kind.drills)) if takes]
    return ", ".join(facts)
