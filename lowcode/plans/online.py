"""A migration under load in words: two revisions, the stages of each, and whom they keep waiting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lowcode.codegen.migrations.online.splitting import split
from lowcode.codegen.migrations.online.stages import (
    AddIndexOnline,
    DropIndexOnline,
    OnlineOperation,
    OnlineRevision,
    OnlineStage,
)
from lowcode.codegen.migrations.operations import DropColumn, Operation
from lowcode.diagnostics.problem import Wording
from lowcode.plans.effects import Database, Lock, Work, table_of
from lowcode.plans.telling import Cost, Teller, cost_of_operations
from lowcode.plans.words import wording

_PHASES: Mapping[str, Wording] = {
    "expand": wording(
        "第一阶段：扩展（旧版本的应用继续运行，新旧版本可同时使用）",
        "First phase, expand: the app of before goes on running, both versions can be used",
    ),
    "contract": wording(
        "第二阶段：收缩（旧版本的应用全部停止之后）",
        "Second phase, contract: after the last app of before has stopped",
    ),
}
STAGES: Mapping[str, Wording] = {
    "look": wording("检查现有记录，有不符合的则停止", "looks at the records; those that do not fit stop it"),
    "expand": wording(
        "新增表和字段，新旧字段由触发器保持一致", "adds tables and columns; triggers keep old and new in step"
    ),
    "keep": wording("将要改写的值先存入归档表", "keeps what records have before it is filled anew"),
    "fill": wording("分批填写现有记录，每批一个作业", "fills the records that are there in batches, each a job"),
    "build_index": wording("不阻塞写入地新建或移除索引", "builds or drops an index while others write"),
    "release": wording("移除触发器", "drops the triggers"),
    "promise": wording("约束先只对新写入的数据生效", "constraints hold for what is written from now on"),
    "check": wording("检查现有数据是否满足约束", "looks whether what is there keeps the constraints"),
    "archive": wording("将移除的值转存到归档表", "keeps what leaves in archive tables"),
    "contract": wording("移除只有旧版本需要的部分", "what only the app of before needed goes"),
    "drop_column": wording("移除只有旧版本需要的列", "drops a column that only the app of before needed"),
}
"""Stages by the beginnings of their names."""
_BRIEF = wording("{lock}，仅一瞬间", "{lock}, for a moment")
_COLUMNS = wording("{said}（{columns}）", "{said} ({columns})")
_TABLES = wording("{said}：{tables}", "{said}: {tables}")


def phases_of(operations: Sequence[Operation]) -> tuple[OnlineRevision, ...]:
    """The two revisions of a change that can be made under load."""
    return split(operations) if operations else ()


def stage_cost(stage: OnlineStage) -> Cost:
    """What a stage does, all its operations together."""
    return cost_of_operations(stage.operations)


def phase_lines(teller: Teller, phase: OnlineRevision) -> Iterator[str]:
    """A heading, and two lines for each stage."""
    yield teller.word(_PHASES[phase.phase])
    for number, stage in enumerate(phase.stages, start=1):
        cost = stage_cost(stage)
        yield f"   {number}. {stage_sentence(teller, stage)}"
        told = (teller.work(cost), _lock(teller, cost))
        yield f"      {' · '.join(each for each in told if each)}"


def _lock(teller: Teller, cost: Cost) -> str:
    """The lock, and that it is held for a moment only where no row of the table is touched under it."""
    lock = teller.lock(cost)
    is_brief = cost.works[Database.POSTGRESQL] <= Work.NAMES and cost.lock > Lock.ROW_EXCLUSIVE
    return teller.word(_BRIEF, lock=lock) if is_brief else lock


def stage_sentence(teller: Teller, stage: OnlineStage) -> str:
    """What a stage does, and with which tables."""
    names = (each for each in STAGES if stage.name == each or stage.name.startswith(f"{each}_"))
    name = next(names, None)
    tables = dict.fromkeys(table for each in stage.operations if (table := table_of(each)) is not None)
    said = teller.word(STAGES[name]) if name is not None else stage.name
    if len(stage.operations) == 1 and (columns := _columns(stage.operations[0])):
        said = teller.word(_COLUMNS, said=said, columns=", ".join(columns))
    return teller.word(_TABLES, said=said, tables=teller.joined(map(teller.table, tables))) if tables else said


def _columns(operation: OnlineOperation) -> tuple[str, ...]:
    """What an operation on an index or a column is about."""
    match operation:
        case AddIndexOnline(index=index) | DropIndexOnline(index=index):
            return index.columns
        case DropColumn(column=column):
            return (column.name,)
        case _:
            return ()


def phase_content(teller: Teller, phase: OnlineRevision) -> dict[str, Any]:
    """The same for programs."""
    return {"phase": phase.phase, "stages": [_stage_content(teller, each) for each in phase.stages]}


def _stage_content(teller: Teller, stage: OnlineStage) -> dict[str, Any]:
    cost = stage_cost(stage)
    return {
        "name": stage.name,
        "said": stage_sentence(teller, stage),
        "in_turns": stage.in_turns,
        "transaction": not stage.is_alone,
        "operations": [type(each).__name__ for each in stage.operations],
        "lock": cost.lock.sql,
        "work": {database.value: work.name.lower() for database, work in cost.works.items()},
    }
