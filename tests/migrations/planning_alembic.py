"""What Alembic's tests of autogenerate try, said in our language, with what becomes of it here."""

from __future__ import annotations

from tests.migrations.planning import Case
from tests.migrations.planning_specs import part, thing

CASES = (
    Case(
        "a table is in the model only",
        "",
        thing("v: int"),
        steps=(
            "create_table Thing: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "a table is in the database only",
        thing("v: int"),
        'drop entity Thing "why"\n',
        steps=("archive_table Thing (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",),
    ),
    Case("a column is in the model only", thing(), thing("v: int"), steps=("add_column Thing.v: AddColumn",)),
    Case(
        "a column is in the database only",
        thing("v: int"),
        thing("", 'drop field Thing.v "why"\n'),
        steps=("archive_column Thing.v (recoverable): ArchiveColumn DropColumn",),
    ),
    Case(
        "may no longer be empty",
        thing("v: int"),
        thing("v: int required"),
        steps=("require_value Thing.v: Guard RequireValue",),
    ),
    Case("may be empty now", thing("v: int required"), thing("v: int"), steps=("allow_empty Thing.v: AllowEmpty",)),
    Case(
        "another type",
        thing("v: int"),
        thing("v: decimal(12,2)"),
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "another length of a text",
        thing("v: text(20)"),
        thing("v: text(10)"),
        steps=(
            "narrow_column Thing.v: Guard ChangeType",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "another precision",
        thing("v: decimal(10,2)"),
        thing("v: decimal(12,2)"),
        steps=("widen_column Thing.v: ChangeType",),
    ),
    Case(
        "another scale",
        thing("v: decimal(12,2)"),
        thing("v: decimal(12,3)"),
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "the same type under another name",
        thing("v: longtext"),
        thing("v: markdown"),
        steps=("widen_column Thing.v: ",),
    ),
    Case(
        "tables are created in the order of their references",
        "",
        part("v: Thing") + thing(),
        steps=(
            "create_table Thing: CreateTable AddIndex",
            "create_table Part: CreateTable AddIndex",
            "create_table Part: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "tables that refer to each other are created",
        "",
        part("v: Thing") + thing("w: Part"),
        steps=(
            "create_table Thing: CreateTable AddIndex AddForeignKey",
            "create_table Part: CreateTable AddIndex",
            "create_table Part: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "tables that refer to each other are dropped",
        part("v: Thing") + thing("w: Part"),
        'drop entity Thing "why"\ndrop entity Part "why"\n',
        steps=(
            "archive_table Part (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
            "archive_table Thing (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
        ),
    ),
    Case("a foreign key appears with its column", thing(), thing("v: Tag"), steps=("add_column Thing.v: AddColumn",)),
    Case(
        "a foreign key goes with its column",
        thing("v: Tag"),
        thing("", 'drop field Thing.v "why"\n'),
        steps=(
            "archive_column Thing.v (recoverable): ArchiveColumn DropColumn",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "a foreign key appears at a column that was there",
        thing("v: text(40)"),
        thing("v: Tag"),
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "a foreign key goes, the column stays",
        thing("v: Tag"),
        thing("v: text(40)"),
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "another ON DELETE",
        thing("v: Tag on delete restrict"),
        thing("v: Tag on delete cascade"),
        steps=("change_reference fk_thing_v_id: DropForeignKey AddForeignKey",),
    ),
    Case(
        "another ON DELETE: set null",
        thing("v: Tag on delete cascade"),
        thing("v: Tag on delete clear"),
        steps=("change_reference fk_thing_v_id: DropForeignKey AddForeignKey",),
    ),
    Case("the same ON DELETE", thing("v: Tag on delete clear"), thing("v: Tag on delete clear"), steps=()),
    Case("the foreign key leads to another table", thing("v: Tag"), thing("v: Other"), steps=("LC606",)),
    Case("a table refers to itself", thing(), thing("v: Thing"), steps=("add_column Thing.v: AddColumn",)),
    Case(
        "two foreign keys change places",
        thing("a: Tag; b: Tag"),
        thing("a: Tag was b; b: Tag was a"),
        steps=(
            "rename_column Thing.a: DropIndex AddIndex DropForeignKey AddForeignKey RenameColumn RenameInRows",
            "rename_column Thing.b: RenameColumn RenameInRows",
        ),
    ),
    Case(
        "an index appears", thing("v: text(20); w: text(20)"), thing("v: text(20); w: text(20); index (v, w)"), steps=()
    ),
    Case("an index goes", thing("v: int; w: int; index (v, w)"), thing("v: int; w: int"), steps=()),
    Case(
        "an index appears with its column",
        thing(),
        thing("v: longtext; w: int; index (w, name)"),
        steps=(
            "add_column Thing.v: AddColumn",
            "add_column Thing.w: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case(
        "an index goes with its column",
        thing("w: int; index (w, name)"),
        thing("", 'drop field Thing.w "why"\n'),
        steps=("archive_column Thing.w (recoverable): ArchiveColumn DropColumn",),
    ),
    Case(
        "an index gets another column",
        thing("v: int; w: int; x: int; index (v, w)"),
        thing("v: int; w: int; x: int; index (v, x)"),
        steps=(),
    ),
    Case(
        "an index becomes unique",
        thing("v: int; w: int; index (v, w)"),
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=("add_unique uq_thing_v_w: Guard AddIndex",),
    ),
    Case(
        "a unique index becomes a plain one",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing("v: int; w: int; index (v, w)"),
        steps=("drop_unique uq_thing_v_w: DropIndex",),
    ),
    Case(
        "a column becomes unique",
        thing("v: int"),
        thing("v: int unique"),
        steps=("add_unique uq_thing_v: Guard AddIndex",),
    ),
    Case(
        "a column is no longer unique",
        thing("v: int unique"),
        thing("v: int"),
        steps=("drop_unique uq_thing_v: DropIndex",),
    ),
    Case(
        "a unique key has another name",
        thing('v: int; unique (v) "no"'),
        thing('w: int was v; unique (w) "no"'),
        steps=("rename_column Thing.w: RenameIndex RenameColumn RenameInRows",),
    ),
    Case(
        "a unique key gets a condition",
        thing('v: int; w: bool; unique (v) "no"'),
        thing('v: int; w: bool; unique (v) when w "no"'),
        steps=(
            "add_unique uq_thing_v_when: Guard AddIndex",
            "drop_unique uq_thing_v: DropIndex",
        ),
    ),
    Case(
        "unchanged unique keys and indexes",
        thing('v: int; w: int; unique (v) "no"; index (v, w)'),
        thing('v: int; w: int; unique (v) "no"; index (v, w)'),
        steps=(),
    ),
    Case(
        "a check appears",
        thing("v: int"),
        thing("v: int max 10"),
        steps=("add_check ck_thing_v_maximum: Guard AddCheck",),
    ),
    Case(
        "a check has another condition",
        thing("v: int max 10"),
        thing("v: int max 5"),
        steps=("add_check ck_thing_v_maximum: DropCheck Guard AddCheck",),
    ),
    Case("a check goes", thing("v: int max 10"), thing("v: int"), steps=("drop_check ck_thing_v_maximum: DropCheck",)),
    Case(
        "an enumeration gets a value",
        thing("v: one of (a, b)"),
        thing("v: one of (a, b, c)"),
        steps=(
            "add_options Thing.v: ",
            "add_check ck_thing_v_options: DropCheck AddCheck",
        ),
    ),
    Case(
        "an enumeration loses a value",
        thing("v: one of (a, b)"),
        thing("v: one of (a)", 'drop option Thing.v.b to a "why"\n'),
        steps=(
            "drop_option Thing.v.b (recoverable): ArchiveColumn ChangeOptions",
            "add_check ck_thing_v_options: DropCheck AddCheck",
        ),
    ),
    Case(
        "an enumeration becomes a text",
        thing("v: one of (a, b)"),
        thing("v: text(20)"),
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
            "drop_check ck_thing_v_options: DropCheck",
        ),
    ),
    Case(
        "a computed column appears",
        thing("v: int"),
        thing("v: int; w: int = v * 2"),
        steps=("store_computed Thing.w: AddColumn",),
    ),
    Case(
        "a computed column goes",
        thing("v: int; w: int = v * 2"),
        thing("v: int"),
        steps=("forget_computed Thing.w: DropColumn",),
    ),
    Case(
        "a computed column becomes a plain one",
        thing("v: int; w: int = v * 2"),
        thing("v: int; w: int"),
        steps=("keep_computed Thing.w: ",),
    ),
    Case(
        "a plain column becomes a computed one",
        thing("v: int; w: int"),
        thing("v: int; w: int = v * 2"),
        steps=("store_computed Thing.w (recoverable): ArchiveColumn",),
    ),
    Case("another expression", thing("v: int; w: int = v * 2"), thing("v: int; w: int = v * 3"), steps=()),
    Case("another comment", thing("v: int"), thing('v "Wert": int'), steps=()),
    Case("nothing has changed", thing("v: int"), thing("v: int"), steps=()),
)
