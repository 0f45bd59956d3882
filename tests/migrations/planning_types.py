"""Fields of another type."""

from __future__ import annotations

from tests.migrations.planning import Case

CASES = (
    Case(
        "int -> decimal(10,2)",
        "v: int",
        "v: decimal(10,2)",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "decimal(10,2) -> int",
        "v: decimal(10,2)",
        "v: int",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "decimal(10,2) -> decimal(12,2)",
        "v: decimal(10,2)",
        "v: decimal(12,2)",
        steps=("widen_column Thing.v: ChangeType",),
    ),
    Case(
        "decimal(10,2) -> decimal(12,4)",
        "v: decimal(10,2)",
        "v: decimal(12,4)",
        steps=("widen_column Thing.v: ChangeType",),
    ),
    Case(
        "decimal(10,2) -> decimal(8,2)",
        "v: decimal(10,2)",
        "v: decimal(8,2)",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "int -> money",
        "v: int",
        "v: money",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "money -> percent",
        "v: money",
        "v: percent",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "int -> rating(5)",
        "v: int",
        "v: rating(5)",
        steps=(
            "widen_column Thing.v: ",
            "add_check ck_thing_v_minimum: Guard AddCheck",
            "add_check ck_thing_v_maximum: Guard AddCheck",
        ),
    ),
    Case(
        "rating(5) -> int",
        "v: rating(5)",
        "v: int",
        steps=(
            "widen_column Thing.v: ",
            "drop_check ck_thing_v_minimum: DropCheck",
            "drop_check ck_thing_v_maximum: DropCheck",
        ),
    ),
    Case(
        "bool -> int",
        "v: bool",
        "v: int",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "int -> bool",
        "v: int",
        "v: bool",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case(
        "date -> datetime",
        "v: date",
        "v: datetime",
        steps=("convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",),
    ),
    Case("datetime -> date", "v: datetime", "v: date", steps=("LC604",)),
    Case("datetime -> time", "v: datetime", "v: time", steps=("LC604",)),
    Case("int -> date", "v: int", "v: date", steps=("LC603",)),
    Case(
        "int -> text(20)",
        "v: int",
        "v: text(20)",
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case(
        "money -> text(30)",
        "v: money",
        "v: text(30)",
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case(
        "bool -> text(10)",
        "v: bool",
        "v: text(10)",
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case(
        "date -> text(20)",
        "v: date",
        "v: text(20)",
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case(
        "datetime -> text(30)",
        "v: datetime",
        "v: text(30)",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case(
        "text(20) -> int",
        "v: text(20)",
        "v: int",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(20) -> decimal(10,2)",
        "v: text(20)",
        "v: decimal(10,2)",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(20) -> money",
        "v: text(20)",
        "v: money",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(20) -> bool",
        "v: text(20)",
        "v: bool",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(20) -> date",
        "v: text(20)",
        "v: date",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(30) -> datetime",
        "v: text(30)",
        "v: datetime",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(20) -> time",
        "v: text(20)",
        "v: time",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "text(20) -> text(40)",
        "v: text(20)",
        "v: text(40)",
        steps=("widen_column Thing.v: ChangeType", "add_check ck_thing_v_length: DropCheck AddCheck"),
    ),
    Case(
        "text(40) -> text(20)",
        "v: text(40)",
        "v: text(20)",
        steps=("narrow_column Thing.v: Guard ChangeType", "add_check ck_thing_v_length: DropCheck AddCheck"),
    ),
    Case(
        "text(40) -> longtext",
        "v: text(40)",
        "v: longtext",
        steps=(
            "widen_column Thing.v: ChangeType",
            "forget_computed Thing.v_sort: DropColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "longtext -> text(40)",
        "v: longtext",
        "v: text(40)",
        steps=(
            "narrow_column Thing.v: Guard ChangeType",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case("longtext -> markdown", "v: longtext", "v: markdown", steps=("widen_column Thing.v: ",)),
    Case(
        "text(20) -> phone",
        "v: text(20)",
        "v: phone",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "phone -> text(40)",
        "v: phone",
        "v: text(40)",
        steps=(
            "widen_column Thing.v: ChangeType",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "text(60) -> email",
        "v: text(60)",
        "v: email",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "text(60) -> url",
        "v: text(60)",
        "v: url",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        'autonumber("A-{seq:3}") -> text(200)',
        'v: autonumber("A-{seq:3}")',
        "v: text(200)",
        steps=(
            "widen_column Thing.v: ChangeType",
            "allow_empty Thing.v: AllowEmpty",
            "store_computed Thing.v_sort: AddColumn",
            "drop_unique uq_thing_v: DropIndex",
            "add_check ck_thing_v_length: Guard AddCheck",
        ),
    ),
    Case(
        "Color -> text(20)",
        "v: Color",
        "v: text(20)",
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
            "drop_check ck_thing_v_options: DropCheck",
        ),
    ),
    Case(
        "text(20) -> Color",
        "v: text(20)",
        "v: Color",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn RenameColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "add_check ck_thing_v_options: AddCheck",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "Color -> Hue",
        "v: Color",
        "v: Hue",
        steps=("widen_column Thing.v: ", "add_check ck_thing_v_options: DropCheck AddCheck"),
    ),
    Case(
        "Hue -> Color",
        "v: Hue",
        "v: Color",
        steps=(
            "convert_column Thing.v: AddColumn ConvertColumn DropColumn RenameColumn",
            "add_check ck_thing_v_options: DropCheck AddCheck",
        ),
    ),
    Case("Color -> Tree", "v: Color", "v: Tree", steps=("LC603",)),
    Case(
        "Color -> one of (red, green, blue)",
        "v: Color",
        "v: one of (red, green, blue)",
        steps=("widen_column Thing.v: ",),
    ),
    Case("Color -> int", "v: Color", "v: int", steps=("LC603",)),
    Case(
        "Tag -> text(40)",
        "v: Tag",
        "v: text(40)",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "store_computed Thing.v_sort: AddColumn",
            "add_check ck_thing_v_length: AddCheck",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "text(40) -> Tag",
        "v: text(40)",
        "v: Tag",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "forget_computed Thing.v_sort: DropColumn",
            "drop_check ck_thing_v_length: DropCheck",
        ),
    ),
    Case(
        "Tag -> Color",
        "v: Tag",
        "v: Color",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "add_check ck_thing_v_options: AddCheck",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "Color -> Tag",
        "v: Color",
        "v: Tag",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn ConvertColumn DropColumn",
            "drop_check ck_thing_v_options: DropCheck",
        ),
    ),
    Case("Tag -> User", "v: Tag", "v: User", steps=("LC606",)),
    Case(
        "Tag -> Tag on delete cascade",
        "v: Tag",
        "v: Tag on delete cascade",
        steps=("change_reference fk_thing_v_id: DropForeignKey AddForeignKey",),
    ),
    Case("Tag -> int", "v: Tag", "v: int", steps=("LC603",)),
    Case(
        "Color -> many of Color",
        "v: Color",
        "v: many of Color",
        steps=(
            "one_to_many Thing.v: CreateTable AddIndex LinkFromColumn DropColumn",
            "drop_check ck_thing_v_options: DropCheck",
        ),
    ),
    Case(
        "many of Color -> Color",
        "v: many of Color",
        "v: Color",
        steps=(
            "many_to_one Thing.v: AddColumn DropForeignKey DropCheck ColumnFromLink DropTable",
            "add_check ck_thing_v_options: AddCheck",
        ),
    ),
    Case(
        "Tag -> many Tag",
        "v: Tag",
        "v: many Tag",
        steps=(
            "one_to_many Thing.v: CreateTable AddIndex LinkFromColumn DropColumn",
            "change_reference fk_thing_v_id: DropForeignKey",
        ),
    ),
    Case(
        "many Tag -> Tag",
        "v: many Tag",
        "v: Tag",
        steps=("many_to_one Thing.v: AddColumn DropForeignKey ColumnFromLink DropTable",),
    ),
    Case(
        "many of Color -> many of Hue",
        "v: many of Color",
        "v: many of Hue",
        steps=("add_check ck_thing_v_option: DropCheck AddCheck",),
    ),
    Case(
        "many of Hue -> many of Color",
        "v: many of Hue",
        "v: many of Color",
        steps=("convert_column Thing.v: Guard", "add_check ck_thing_v_option: DropCheck AddCheck"),
    ),
    Case("many Tag -> many of Color", "v: many Tag", "v: many of Color", steps=("LC603",)),
    Case("many Tag -> many Other", "v: many Tag", "v: many Other", steps=("LC603",)),
    Case("text(20) -> many Tag", "v: text(20)", "v: many Tag", steps=("LC603",)),
    Case("file -> files", "v: file", "v: files", steps=("widen_column Thing.v: ",)),
    Case("files -> file", "v: files", "v: file", steps=("narrow_column Thing.v: Guard",)),
    Case("files -> images", "v: files", "v: images", steps=("LC603",)),
    Case("file -> text(20)", "v: file", "v: text(20)", steps=("LC603",)),
    Case(
        "datetime -> date from date(v)",
        "v: datetime",
        "v: date from date(v)",
        steps=("convert_column Thing.v (recoverable): ArchiveColumn AddColumn FillFrom DropColumn RenameColumn",),
    ),
    Case(
        'text(60) -> text(10) from if length(v) > 10 then "long" else v',
        "v: text(60)",
        'v: text(10) from if length(v) > 10 then "long" else v',
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn FillFrom DropColumn RenameColumn",
            "add_check ck_thing_v_length: DropCheck AddCheck",
        ),
    ),
    Case(
        "Color -> int from if v == red then 1 else 2",
        "v: Color",
        "v: int from if v == red then 1 else 2",
        steps=(
            "convert_column Thing.v (recoverable): ArchiveColumn AddColumn FillFrom DropColumn RenameColumn",
            "drop_check ck_thing_v_options: DropCheck",
        ),
    ),
    Case(
        "many Tag -> Tag from first(v)",
        "v: many Tag",
        "v: Tag from first(v)",
        steps=("many_to_one Thing.v (recoverable): AddColumn FillFrom DropForeignKey ArchiveTable",),
    ),
    Case(
        "many Tag -> int from count(v)",
        "v: many Tag",
        "v: int from count(v)",
        steps=("many_to_one Thing.v (recoverable): AddColumn FillFrom DropForeignKey ArchiveTable",),
    ),
    Case(
        "rows { note: text(20) } -> text(20) from first(v.note)",
        "v: rows { note: text(20) }",
        "v: text(20) from first(v.note)",
        steps=(
            "add_column Thing.v: AddColumn FillFrom",
            "store_computed Thing.v_sort: AddColumn",
            "archive_table Thing.v (recoverable): DropForeignKey ArchiveTable",
            "add_check ck_thing_v_length: AddCheck",
        ),
    ),
    Case("rows { note: text(20) } -> text(20)", "v: rows { note: text(20) }", "v: text(20)", steps=("LC603",)),
)
