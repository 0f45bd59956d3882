"""What Atlas's analyzers look for, said in our language, with what becomes of it here."""

from __future__ import annotations

from tests.migrations.planning import Case
from tests.migrations.planning_specs import part, renamed, thing

CASES = (
    Case(
        "DS101: a schema is dropped",
        thing() + part(),
        'drop entity Thing "why"\ndrop entity Part "why"\n',
        steps=(
            "archive_table Thing (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
            "archive_table Part (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
        ),
    ),
    Case(
        "DS102: a table is dropped",
        thing(),
        'drop entity Thing "why"\n',
        steps=("archive_table Thing (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",),
    ),
    Case("DS102: a table is dropped without a word", thing(), "", steps=("LC601",)),
    Case(
        "DS103: a column is dropped",
        thing("v: int"),
        thing("", 'drop field Thing.v "why"\n'),
        steps=("archive_column Thing.v (recoverable): ArchiveColumn DropColumn",),
    ),
    Case("DS103: a column is dropped without a word", thing("v: int"), thing(), steps=("LC602",)),
    Case(
        "MF101: a unique index on what is there",
        thing("v: int"),
        thing("v: int unique"),
        steps=("add_unique uq_thing_v: Guard AddIndex",),
    ),
    Case(
        "MF102: a plain index becomes unique",
        thing("v: int; w: int; index (v, w)"),
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=("add_unique uq_thing_v_w: Guard AddIndex",),
    ),
    Case("MF103: a column that must not be empty", thing(), thing("v: int required"), steps=("LC605",)),
    Case(
        "MF104: a column must not be empty any more",
        thing("v: int"),
        thing("v: int required"),
        steps=("require_value Thing.v: Guard RequireValue",),
    ),
    Case(
        "CD101: a foreign key is dropped",
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
        "BC101: a table is renamed",
        thing(),
        renamed(thing(), "Thing", "Ding"),
        steps=("rename_table Ding: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "BC102: a column is renamed",
        thing("v: int"),
        thing("w: int was v"),
        steps=("rename_column Thing.w: RenameIndex RenameColumn RenameInRows",),
    ),
    Case(
        "PG301: a type that rewrites the table",
        thing("v: int"),
        thing("v: decimal(12,2)"),
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "PG303: a column that may not be empty",
        thing("v: int"),
        thing("v: int required"),
        steps=("require_value Thing.v: Guard RequireValue",),
    ),
    Case(
        "PG305: a check on what is there",
        thing("v: int"),
        thing("v: int min 0"),
        steps=("add_check ck_thing_v_minimum: Guard AddCheck",),
    ),
    Case(
        "PG306: a foreign key on what is there",
        thing("v: text(40)"),
        thing("v: Tag"),
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "PG307, PG101: an index on what is there",
        thing("v: text(20); w: text(20)"),
        thing("v: text(20); w: text(20); index (v, w)"),
        steps=(),
    ),
    Case(
        "AR101, NM101: names of constraints",
        thing("v: int unique; w: Tag"),
        thing("x: int unique was v; y: Tag was w"),
        steps=(
            "rename_column Thing.x: RenameIndex RenameConstraint RenameColumn RenameInRows",
            "rename_column Thing.y: RenameColumn RenameInRows",
        ),
    ),
    Case(
        "DS/MY: an enumeration is reordered",
        thing("v: one of (a, b, c)"),
        thing("v: one of (c, b, a)"),
        steps=("add_check ck_thing_v_options: DropCheck AddCheck",),
    ),
    Case(
        "LT101: a column becomes required with a default",
        thing("v: int"),
        thing("v: int required default 0"),
        steps=("require_value Thing.v: FillColumn RequireValue",),
    ),
)
