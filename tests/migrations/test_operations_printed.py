"""`migrate --sql` prints every operation on both databases, and says where a statement alone is not enough."""

from __future__ import annotations

import io

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations

from lowcode.codegen.migrations import operations as op
from lowcode.codegen.schema import Check, Column, ForeignKey, Table, TableIndex
from tests.harness.revisions import key, revision_of, table

NAME = Column("name", "Text(40)", nullable=False)
KEY = key("thing", "owner_id", "user")
CHECK = Check("ck_thing_name_length", 'sa.func.length(sa.column("name")) <= 40')
INDEX = TableIndex("ix_thing_name", ("name",), where='sa.column("name", Text(40)).is_not(None)')
PRICE = Column("price", "ExactDecimal(10, 2)", nullable=True)
THING = table("thing", NAME, PRICE, Column("owner_id", "sa.Integer()", nullable=True), foreign_keys=(KEY,))
LINK = Table("thing_marks", (Column("record_id", "sa.Integer()", nullable=False), Column("option", "Text(120)", nullable=False)), ("record_id", "option"))  # fmt: skip  # noqa: E501 a table
EVERY: list[op.Operation] = [
    op.CreateTable(THING),
    op.CreateTable(LINK),
    op.CreateSystemTables(),
    op.Guard("empty", "thing", ("name",)),
    op.Guard("duplicate", "thing", ("name",)),
    op.Guard("several", "thing_marks", ()),
    op.Guard("breaks", "thing", ("name",), 'sa.column("name") == "x"'),
    op.ArchiveColumn("thing", NAME, "archive_1", "Thing.name", "why"),
    op.DropIndex("thing", INDEX),
    op.DropCheck("thing", CHECK),
    op.DropForeignKey("thing", KEY),
    op.AllowEmpty("thing", NAME),
    op.RenameTable("thing", "item"),
    op.RenameColumn("item", NAME, "title"),
    op.RenameIndex("item", INDEX, TableIndex("ix_item_title", ("title",))),
    op.RenameConstraint("item", KEY, ForeignKey("fk_item_owner_id", "owner_id", "user", "SET NULL")),
    op.AddColumn("item", Column("rank", "sa.BigInteger()", nullable=True), None),
    op.FillColumn("item", Column("rank", "sa.BigInteger()", nullable=False, default="3")),
    op.FillFrom(
        "item",
        Column("rank", "sa.BigInteger()", nullable=True),
        "columns.length(this.title)",
        (("lowcode.runtime.values", "columns"),),
        (op.StandIn("Item", "item", (("id", Column("id", "sa.Integer()", nullable=False)), ("title", NAME))),),
        is_only_empty=False,
        timezone="UTC",
    ),
    op.ConvertColumn(
        "item", NAME, Column("rank", "sa.BigInteger()", nullable=True), "text_to_int", backward="int_to_text"
    ),
    op.NumberRecords("item", NAME, "item.title", "I-{seq:3}", "UTC"),
    op.ChangeOptions("item", "title", (("a", "b"),), is_link=False),
    op.ChangeOptions("thing_marks", "option", (("a", "b"), ("c", None)), is_link=True),
    op.LinkFromColumn("item", NAME, LINK),
    op.ColumnFromLink(LINK, "item", NAME),
    op.RestoreColumn("item", NAME, "archive_1"),
    op.ChangeType("item", PRICE, Column("price", "ExactDecimal(12, 4)", nullable=True)),
    op.RequireValue("item", NAME),
    op.AddCheck("item", CHECK),
    op.AddForeignKey("item", KEY),
    op.AddIndex("item", INDEX),
    op.DropColumn("item", PRICE),
    op.ArchiveTable(LINK, "archive_2", "Thing.marks", "why"),
    op.RestoreTable(LINK, "archive_2", "Thing.marks", "why"),
    op.LeaveOrphans((op.RestoreTable(LINK, "archive_2", "Thing.marks", "why"),)),
    op.DropTable(LINK),
    op.MoveFiles("item", "photo", "owner_id", ("item", "photo"), ("user", "items.photo")),
    op.PlaceRows("item", "owner_id", "rank"),
    op.RenameInRows("field", "item", "name", "title"),
    op.CancelWaiting("rule", "", "late"),
    op.UpgradeSystemTables(2),
]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_every_operation_is_printed(dialect: str) -> None:
    kinds = {kind.__name__ for kind in op.Operation.__args__}
    assert {type(each).__name__ for each in EVERY} == kinds - {"Recompute"}
    revision = revision_of(EVERY)
    printed = io.StringIO()
    options = {"as_sql": True, "literal_binds": True, "output_buffer": printed}
    with Operations.context(MigrationContext.configure(dialect_name=dialect, opts=options)):
        revision.upgrade()
        revision.downgrade()
    script = printed.getvalue()
    assert "CREATE TABLE thing" in script
    assert "-- lowcode: fill Item.rank by its expression: only `migrate` can do this" in script
    assert ("ADD CONSTRAINT ck_thing_name_length" in script) == (dialect == "postgresql")
