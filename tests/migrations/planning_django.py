"""What Django's tests of its autodetector try, said in our language, with what becomes of it here."""

from __future__ import annotations

from tests.migrations.planning import Case
from tests.migrations.planning_specs import in_table, part, renamed, thing

CASES = (
    Case(
        "a model appears",
        "",
        thing(),
        steps=(
            "create_table Thing: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "a model goes",
        thing(),
        'drop entity Thing "why"\n',
        steps=("archive_table Thing (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",),
    ),
    Case("a field appears", thing(), thing("v: int"), steps=("add_column Thing.v: AddColumn",)),
    Case(
        "a field goes",
        thing("v: int"),
        thing("", 'drop field Thing.v "why"\n'),
        steps=("archive_column Thing.v (recoverable): ArchiveColumn DropColumn",),
    ),
    Case(
        "a field is longer",
        thing("v: text(20)"),
        thing("v: text(40)"),
        steps=(
            "widen_column Thing.v: ChangeType",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "a new field must not be empty and has a default",
        thing(),
        thing("v: int required default 1"),
        steps=("add_column Thing.v: AddColumn FillColumn RequireValue",),
    ),
    Case(
        "a new field must not be empty and somebody is asked once for a value",
        thing(),
        thing("v: int required from 1"),
        steps=("add_column Thing.v: AddColumn FillFrom Guard RequireValue",),
    ),
    Case(
        "a new field must not be empty and nobody says what it holds",
        thing(),
        thing("v: int required"),
        steps=("LC605",),
    ),
    Case(
        "new texts that may be blank",
        thing(),
        thing("a: text(20); b: longtext"),
        steps=(
            "add_column Thing.a: AddColumn",
            "add_column Thing.b: AddColumn",
            "store_computed Thing.a_sort: AddColumn",
            "add_check ck_thing_a_length: AddCheck",
            "add_check ck_thing_b_length: AddCheck",
        ),
    ),
    Case(
        "new texts that may not be blank",
        thing(),
        thing("a: text(20) required; b: longtext required"),
        steps=(
            "LC605",
            "LC605",
        ),
    ),
    Case(
        "a field must not be empty any more and has a default",
        thing("v: int"),
        thing("v: int required default 1"),
        steps=("require_value Thing.v: FillColumn RequireValue",),
    ),
    Case(
        "a field must not be empty any more, as it is",
        thing("v: int"),
        thing("v: int required"),
        steps=("require_value Thing.v: Guard RequireValue",),
    ),
    Case(
        "a field must not be empty any more and somebody is asked once",
        thing("v: int"),
        thing("v: int required from 1"),
        steps=("require_value Thing.v: FillFrom Guard RequireValue",),
    ),
    Case(
        "a field has another name",
        thing("v: int"),
        thing("w: int was v"),
        steps=("rename_column Thing.w: RenameIndex RenameColumn RenameInRows",),
    ),
    Case("a field has another name and keeps its column", thing("v: int"), thing("w: int as v was v"), steps=()),
    Case("a reference has another name and keeps its column", thing("v: Tag"), thing("w: Tag as v was v"), steps=()),
    Case(
        "a reference has another name and another column",
        thing("v: Tag"),
        thing("w: Tag was v"),
        steps=("rename_column Thing.w: RenameIndex RenameConstraint RenameColumn RenameInRows",),
    ),
    Case(
        "a model has another name",
        thing("v: int"),
        renamed(thing("v: int"), "Thing", "Ding"),
        steps=("rename_table Ding: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "a model is spelled with other capitals", thing("v: int"), renamed(thing("v: int"), "Thing", "THING"), steps=()
    ),
    Case(
        "a model that a many-to-many leads to is spelled with other capitals",
        part() + thing("v: many Part"),
        renamed((part() + thing("v: many Part")), "Part", "PART"),
        steps=(),
    ),
    Case(
        "a model and a reference to it have other names",
        part() + thing("v: Part"),
        renamed((part() + thing("w: Piece was v")), "Part", "Piece"),
        steps=(
            "rename_table Piece: RenameIndex RenameConstraint RenameTable RenameInRows",
            "rename_column Thing.w: RenameIndex RenameConstraint RenameColumn RenameInRows",
        ),
    ),
    Case(
        "a field of a model that has another name has another name, too",
        thing("v: int"),
        renamed(thing("w: int was v"), "Thing", "Ding"),
        steps=(
            "rename_table Ding: RenameIndex RenameConstraint RenameTable RenameInRows",
            "rename_column Ding.w: RenameColumn RenameInRows",
        ),
    ),
    Case(
        "a model with several references has another name, its references in another order",
        thing("a: Tag; b: Other"),
        renamed(thing("b: Other; a: Tag"), "Thing", "Ding"),
        steps=("rename_table Ding: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "a model that others list backwards has another name",
        part("v: Thing") + thing("parts: many Part by v"),
        renamed((part("v: Ding") + thing("parts: many Part by v")), "Thing", "Ding"),
        steps=("rename_table Ding: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "a new model refers to another new one",
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
        "new models refer to each other in a circle",
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
        "new models in a circle have unique keys and indexes",
        "",
        part('v: Thing; n: int; unique (v, n) "no"; index (n)') + thing("w: Part unique"),
        steps=(
            "create_table Thing: CreateTable AddIndex AddForeignKey",
            "create_table Part: CreateTable AddIndex",
            "create_table Part: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "a new model, and a reference to it in one that was there",
        thing(),
        thing("v: Part") + part("w: Thing"),
        steps=(
            "create_table Part: CreateTable AddIndex",
            "create_table Part: CreateTable AddIndex",
            "add_column Thing.v: AddColumn",
        ),
    ),
    Case(
        "a table gets a name of its own",
        thing(),
        in_table(thing(), "item"),
        steps=("rename_table Thing: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "a table gets another name of its own",
        in_table(thing(), "item"),
        in_table(thing(), "article"),
        steps=("rename_table Thing: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "a table loses the name of its own",
        in_table(thing(), "item"),
        thing(),
        steps=("rename_table Thing: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case("a table keeps the name of its own", in_table(thing(), "item"), in_table(thing(), "item"), steps=()),
    Case(
        "a model has another name and keeps its table",
        thing(),
        renamed(thing(), "Thing", "Ding", table="thing"),
        steps=(),
    ),
    Case(
        "a model has another name and its table a third one",
        thing(),
        renamed(thing(), "Thing", "Ding", table="item"),
        steps=("rename_table Ding: RenameIndex RenameConstraint RenameTable RenameInRows",),
    ),
    Case(
        "a pattern is the same",
        thing('v: text(20) matches "a+" "no"'),
        thing('v: text(20) matches "a+" "no"'),
        steps=(),
    ),
    Case(
        "a pattern is another one",
        thing('v: text(20) matches "a+" "no"'),
        thing('v: text(20) matches "b+" "no"'),
        steps=(),
    ),
    Case(
        "a new model has indexes",
        "",
        thing("v: int; w: int; index (v, w)"),
        steps=(
            "create_table Thing: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case("an index appears", thing("v: int; w: int"), thing("v: int; w: int; index (v, w)"), steps=()),
    Case("an index goes", thing("v: int; w: int; index (v, w)"), thing("v: int; w: int"), steps=()),
    Case(
        "an index has another name",
        thing("v: int; w: int; index (v, w)"),
        thing("x: int was v; w: int; index (x, w)"),
        steps=("rename_column Thing.x: RenameIndex RenameColumn RenameInRows",),
    ),
    Case(
        "the fields of an index are in another order",
        thing("v: int; w: int; index (v, w)"),
        thing("v: int; w: int; index (w, v)"),
        steps=(),
    ),
    Case(
        "a new model has a check",
        "",
        thing('v: int; check v > 0 "no"'),
        steps=(
            "create_table Thing: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "a check appears",
        thing("v: int"),
        thing('v: int; check v > 0 "no"'),
        steps=("add_check ck_thing_v: Guard AddCheck",),
    ),
    Case(
        "a check goes", thing('v: int; check v > 0 "no"'), thing("v: int"), steps=("drop_check ck_thing_v: DropCheck",)
    ),
    Case(
        "a check is another one",
        thing('v: int; check v > 0 "no"'),
        thing('v: int; check v > 5 "no"'),
        steps=("add_check ck_thing_v: DropCheck Guard AddCheck",),
    ),
    Case(
        "a unique key appears",
        thing("v: int; w: int"),
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=("add_unique uq_thing_v_w: Guard AddIndex",),
    ),
    Case(
        "a unique key goes",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing("v: int; w: int"),
        steps=("drop_unique uq_thing_v_w: DropIndex",),
    ),
    Case(
        "a unique key is the same",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=(),
    ),
    Case(
        "the fields of a unique key are in another order",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing('v: int; w: int; unique (w, v) "no"'),
        steps=(
            "add_unique uq_thing_w_v: Guard AddIndex",
            "drop_unique uq_thing_v_w: DropIndex",
        ),
    ),
    Case(
        "a field and a unique key with it appear",
        thing("v: int"),
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=(
            "add_column Thing.w: AddColumn",
            "add_unique uq_thing_v_w: AddIndex",
        ),
    ),
    Case(
        "a new model has a unique key",
        "",
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=(
            "create_table Thing: CreateTable AddIndex",
            "create_table Thing: CreateTable AddIndex",
        ),
    ),
    Case(
        "a field goes and a unique key with it",
        thing('v: int; w: int; x: int; unique (v, w, x) "no"'),
        thing('v: int; w: int; unique (v, w) "no"', 'drop field Thing.x "why"\n'),
        steps=(
            "archive_column Thing.x (recoverable): ArchiveColumn DropColumn",
            "add_unique uq_thing_v_w: Guard AddIndex",
            "drop_unique uq_thing_v_w_x: DropIndex",
        ),
    ),
    Case(
        "a field of a unique key has another type",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing('v: int; w: decimal(12,2); unique (v, w) "no"'),
        steps=(
            "convert_column Thing.w: AddColumn ConvertColumn DropColumn RenameColumn",
            "add_unique uq_thing_v_w: Guard DropIndex AddIndex",
        ),
    ),
    Case(
        "one unique key more",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing('v: int; w: int; unique (v, w) "no"; unique (v, name) "no"'),
        steps=("add_unique uq_thing_v_name: Guard AddIndex",),
    ),
    Case(
        "one unique key less",
        thing('v: int; w: int; unique (v, w) "no"; unique (v, name) "no"'),
        thing('v: int; w: int; unique (v, w) "no"'),
        steps=("drop_unique uq_thing_v_name: DropIndex",),
    ),
    Case(
        "a field of a unique key has another name",
        thing('v: int; w: int; unique (v, w) "no"'),
        thing('v: int; x: int was w; unique (v, x) "no"'),
        steps=("rename_column Thing.x: RenameIndex RenameColumn RenameInRows",),
    ),
    Case(
        "a text becomes a reference",
        thing("v: text(40)"),
        thing("v: Tag"),
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "a reference goes before the model that it leads to",
        part() + thing("v: Part"),
        thing("", 'drop field Thing.v "why"\ndrop entity Part "why"\n'),
        steps=(
            "archive_column Thing.v (recoverable): ArchiveColumn DropColumn",
            "archive_table Part (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "a reference leads elsewhere before the model that it led to goes",
        part() + thing("v: Part"),
        thing("w: Tag", 'drop field Thing.v "why"\ndrop entity Part "why"\n'),
        steps=(
            "add_column Thing.w: AddColumn",
            "archive_column Thing.v (recoverable): ArchiveColumn DropColumn",
            "archive_table Part (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "models in a circle go",
        part("v: Thing") + thing("w: Part"),
        'drop entity Thing "why"\ndrop entity Part "why"\n',
        steps=(
            "archive_table Part (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
            "archive_table Thing (recoverable): DropForeignKey DropTable CancelWaiting ArchiveTable",
        ),
    ),
    Case("a many-to-many appears", thing(), thing("v: many Tag"), steps=("add_column Thing.v: CreateTable AddIndex",)),
    Case(
        "a many-to-many goes",
        thing("v: many Tag"),
        thing("", 'drop field Thing.v "why"\n'),
        steps=("archive_column Thing.v (recoverable): DropForeignKey ArchiveTable",),
    ),
    Case("a many-to-many has another help text", thing("v: many Tag"), thing('v: many Tag help "x"'), steps=()),
    Case("a many-to-many becomes a text", thing("v: many Tag"), thing("v: text(20)"), steps=("LC603",)),
    Case("a text becomes a many-to-many", thing("v: text(20)"), thing("v: many Tag"), steps=("LC603",)),
    Case("another label of a model", thing(), thing().replace('"Thing" {', '"Sache" {'), steps=()),
    Case("another default", thing("v: int default 1"), thing("v: int default 2"), steps=()),
    Case("another order of the fields", thing("v: int; w: date"), thing("w: date; v: int"), steps=()),
    Case(
        "a generated field appears",
        thing("v: int"),
        thing("v: int; w: int = v + 1"),
        steps=("store_computed Thing.w: AddColumn",),
    ),
    Case(
        "a generated field has another expression",
        thing("v: int; w: int = v + 1"),
        thing("v: int; w: int = v + 2"),
        steps=(),
    ),
)
