"""What a build will mean for the database, in words: `lowcode plan --indexes`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lowcode.codegen.index_overview import ROWS, ExplainedIndex, TableOverview, index_overview
from lowcode.codegen.index_plan import BUDGET, IndexUse, Reason
from lowcode.codegen.index_sizes import Size
from lowcode.diagnostics.problem import Language, Wording
from lowcode.ir.application import Application
from lowcode.plan_format import PlanFormat
from lowcode.source import SourceFile, shown_path

_MEGABYTE = 1_000_000

_USES: Mapping[IndexUse, Wording] = {
    IndexUse.TITLE: Wording(en="records by their title", zh="按标题查找和排序"),
    IndexUse.SORT: Wording(en="list in the order of `{name}`", zh="列表按 `{name}` 排序"),
    IndexUse.FILTER: Wording(en="list filtered by `{name}`", zh="列表按 `{name}` 筛选"),
    IndexUse.REFERENCE: Wording(
        en="reference `{name}`: related lists, deleting, computed fields", zh="引用 `{name}`：相关列表、删除、计算字段"
    ),
    IndexUse.ACCESS: Wording(en="what `{name}` may see", zh="`{name}` 的数据权限"),
    IndexUse.ROWS: Wording(en="the rows of one record in their order", zh="按顺序读取一条记录的明细行"),
    IndexUse.DUPLICATES: Wording(en="duplicates by `{name}`", zh="按 `{name}` 查重"),
    IndexUse.DECLARED: Wording(en="`index` of `{name}`", zh="声明的 `index`：`{name}`"),
    IndexUse.UNIQUE: Wording(en="unique: `{name}`", zh="唯一：`{name}`"),
    IndexUse.REPORT: Wording(en="report `{name}` reads nothing else of the table", zh="报表 `{name}` 只读此索引"),
    IndexUse.LINKS: Wording(en="records by an item of `{name}`", zh="按 `{name}` 的选项反查记录"),
    IndexUse.SEARCH: Wording(en="search terms of a record", zh="一条记录的搜索词"),
}
_TABLE = Wording(
    en="{table} ({label}): indexes: {count}, per {rows} rows: SQLite {sqlite}, PostgreSQL {postgresql}",
    zh="{table}（{label}）：{count} 个索引，每 {rows} 行约占 SQLite {sqlite}、PostgreSQL {postgresql}",
)
_INDEX = Wording(
    en="  {name} ({columns}){traits}: SQLite {sqlite}, PostgreSQL {postgresql}",
    zh="  {name}（{columns}）{traits}：SQLite {sqlite}、PostgreSQL {postgresql}",
)
_UNIQUE = Wording(en=" unique", zh="唯一")
_WITHIN = Wording(
    en="Every table keeps to the budget of {budget} indexes.", zh="所有表都在 {budget} 个索引的预算之内。"
)
_OVER = Wording(
    en="More than the budget of {budget} indexes: {tables}. Each is written with every new record: list fewer columns,"
    " offer fewer filters, or let reports share dates and dimensions.",
    zh="超出 {budget} 个索引预算的表：{tables}。每新增一条记录都要写入每个索引："
    "可减少列表列和筛选，或让报表共用日期与维度。",
)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads the plan, and what tells the lines of the specification."""

    application: Application
    sources: Mapping[str, SourceFile]
    language: Language
    folder: Path

    def word(self, wording: Wording, **facts: object) -> str:
        """The sentence in the reader's language."""
        return wording.text(self.language, facts)

    def place(self, reason: Reason) -> str | None:
        """`crm.lc:12`; None for what is built in."""
        source = self.sources.get(reason.span.path) if reason.span is not None else None
        if source is None or reason.span is None:
            return None
        return f"{shown_path(self.folder, reason.span.path)}:{source.line_and_column(reason.span.start)[0]}"

    def label(self, table: TableOverview) -> str:
        """What people call the entity."""
        wanted = "zh" if self.language is Language.CHINESE else "en"
        locales = self.application.locales
        locale = next((number for number, each in enumerate(locales) if each.startswith(wanted)), 0)
        return table.entity.label.texts[locale]


def planned_indexes_shown(
    application: Application,
    sources: Mapping[str, SourceFile],
    output: PlanFormat,
    language: Language,
    folder: Path = Path(),
) -> str:
    """Every index, what it weighs and why it is there; `folder`: that of the specification."""
    tables = index_overview(application)
    reader = _Reader(application, sources, language, folder)
    if output is PlanFormat.JSON:
        content = {"budget": BUDGET, "rows": ROWS, "tables": [_table_content(reader, each) for each in tables]}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    lines = "\n".join([*(line for each in tables for line in _table_lines(reader, each)), _verdict(reader, tables)])
    return f"```\n{lines}\n```\n" if output is PlanFormat.MARKDOWN else f"{lines}\n"


def _table_lines(reader: _Reader, table: TableOverview) -> Iterator[str]:
    facts = {"table": table.table, "label": reader.label(table), "count": len(table.indexes), "rows": f"{ROWS:,}"}
    yield reader.word(_TABLE, **facts, **_sizes(table.size))
    for each in table.indexes:
        columns = ", ".join(each.index.columns)
        traits = reader.word(_UNIQUE) if each.index.unique else ""
        yield reader.word(_INDEX, name=each.index.name, columns=columns, traits=traits, **_sizes(each.size))
        for reason in each.reasons:
            place = reader.place(reason)
            said = reader.word(_USES[reason.use], name=reason.name)
            yield f"      {said}" + (f"  [{place}]" if place is not None else "")
    yield ""


def _verdict(reader: _Reader, tables: tuple[TableOverview, ...]) -> str:
    over = tuple(each.table for each in tables if each.is_over_budget)
    return reader.word(_OVER if over else _WITHIN, budget=BUDGET, tables=over)


def _sizes(size: Size) -> dict[str, str]:
    return {
        "sqlite": f"{size.sqlite / _MEGABYTE:.1f} MB",
        "postgresql": f"{size.postgresql / _MEGABYTE:.1f} MB",
    }


def _table_content(reader: _Reader, table: TableOverview) -> dict[str, Any]:
    return {
        "table": table.table,
        "entity": table.entity.name,
        "is_over_budget": table.is_over_budget,
        "bytes": {"sqlite": table.size.sqlite, "postgresql": table.size.postgresql},
        "indexes": [_index_content(reader, each) for each in table.indexes],
    }


def _index_content(reader: _Reader, explained: ExplainedIndex) -> dict[str, Any]:
    index = explained.index
    return {
        "name": index.name,
        "columns": list(index.columns),
        "unique": index.unique,
        "covering": bool(index.covering),
        "bytes": {"sqlite": explained.size.sqlite, "postgresql": explained.size.postgresql},
        "reasons": [
            {
                "use": reason.use.value,
                "name": reason.name,
                "said": reader.word(_USES[reason.use], name=reason.name),
                "place": reader.place(reason),
            }
            for reason in explained.reasons
        ],
    }
