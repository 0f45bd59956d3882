"""LC9xx: files and folders."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
from lowcode.diagnostics.problems import custom
from lowcode.diagnostics.problems.functions import CUSTOM_FILES
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, kw_only=True)
class FileNotText(Problem):
    """A file of the specification is not UTF-8 text.

    It may be a spreadsheet or picture with the wrong name, or text saved in another encoding such as GBK.

    Example:
        A `customer.lc` that was saved as GB18030 by an old editor.

    How to fix: Save the file as UTF-8.
    """

    byte: int
    """The number of the first byte that does not fit, from 1."""

    code = "LC901"
    message = Wording(en="this file is not UTF-8 text (byte {byte})", zh="文件不是 UTF-8 文本（第 {byte} 字节）")
    help = Wording(en="save it with the encoding UTF-8", zh="请以 UTF-8 编码保存")


@dataclass(frozen=True, kw_only=True)
class FileTooLarge(Problem):
    """A file of the specification is larger than anybody writes by hand.

    Example:
        A file of 200 MB named `backup.lc`.

    How to fix: Remove the file from the folder, or split it.
    """

    megabytes: int
    limit: int

    code = "LC902"
    message = Wording(
        en="this file has {megabytes} MB, at most {limit} MB are read",
        zh="文件大小 {megabytes} MB，超过上限 {limit} MB",
    )


@dataclass(frozen=True, kw_only=True)
class ImportNotFound(Problem):
    """An `import` names a file or folder that does not exist.

    The path is relative to the file that contains the import. A folder stands for all `.lc` files in it.

    Example:
        import "../bse/crm.lc"

    How to fix: Correct the path; it is written with `/` and, for a file, ends in `.lc`.
    """

    path: str
    candidates: tuple[str, ...]

    code = "LC903"
    message = Wording(en="there is no specification `{path}`", zh="找不到规格文件或目录 `{path}`")

    def suggestions(self) -> tuple[str, ...]:
        """Paths that exist."""
        return did_you_mean(self.path, self.candidates)


@dataclass(frozen=True, kw_only=True)
class PathOutside(Problem):
    """A path leads out of the folder in which the project and its siblings lie, or is absolute.

    What a build reads should travel with the project, so imports may go up to sibling folders and no further; below a
    `lowcode.yaml` anywhere in its folder.

    Example:
        import "/etc/base.lc"

    How to fix: Move the file into the project or into a folder beside it, and use a relative path.
    """

    path: str

    code = "LC904"
    message = Wording(
        en="`{path}` lies outside the project and the folders beside it",
        zh="`{path}` 位于项目及其同级目录之外",
    )


@dataclass(frozen=True, kw_only=True)
class NothingToRead(Problem):
    """The folder contains no specification.

    Example:
        lowcode check documents

    How to fix: Name a folder with `.lc` files, or begin one with `lowcode new`.
    """

    code = "LC905"
    message = Wording(en="there is no `.lc` file in this folder", zh="此目录中没有 `.lc` 文件")
    help = Wording(
        en="`lowcode new my_app` makes a folder to start from",
        zh="用 `lowcode new my_app` 可以创建一个起始项目",
    )


_WAYS = {
    "template": Wording(
        en='move the change to `{target}`, which is shown instead: begin with `{{% extends "{extended}" %}}` and'
        " write only the blocks that differ",
        zh='请把改动移到 `{target}`（优先显示）：开头写 `{{% extends "{extended}" %}}`，然后只写不同的区块',
    ),
    "static": Wording(
        en="save your version as `{target}`, which is served instead", zh="请把您的版本另存为 `{target}`（优先提供）"
    ),
    "hook": Wording(
        en='what happens when a record is saved or deleted goes into `{target}`: `@before_save("{entity}")`;'
        " what a field, check or formula says goes into the specification{declared}",
        zh='保存、删除记录时要做的事请写入 `{target}`：`@before_save("{entity}")`；'
        "字段、检查和公式请写入规格{declared_zh}",
    ),
    "function": Wording(en="functions are written in `{target}`", zh="函数请写在 `{target}` 中"),
    "spec": Wording(en="what it says is declared in the specification{declared}", zh="其内容由规格声明{declared_zh}"),
    "beside": Wording(
        en="save what is yours in a file of its own beside it: builds leave files alone that they did not write",
        zh="请把您的内容另存为同一文件夹中的其他文件：构建不会改动不是它写的文件",
    ),
}
_THEN = Wording(en="; then delete the file or build with `--force`", zh="；然后删除该文件，或用 `--force` 构建")
_DIFFERENCE = Wording(en="\nfirst difference:\n{difference}", zh="\n第一处不同：\n{difference}")


@dataclass(frozen=True, kw_only=True)
class GeneratedFileEdited(Problem):
    """A generated file is not as lowcode wrote it, so it is not replaced: nobody's work is overwritten silently.

    The help says where a change of this file belongs, and shows the first lines that differ: with `-` what lowcode
    writes, with `+` what is there.

    Example:
        A line was added to `generated/crm/crm/models/customer.py` by hand.

    How to fix: Move the change into the specification or into `custom/` and delete the file, or build with `--force`
    to replace it.
    """

    way: str
    """Template, static, hook, function, spec, beside."""
    target: str = ""
    """The file of the owner's that the change belongs into."""
    entity: str = ""
    origin: str = ""
    """Where the specification declares it: `sales.lc: entity Contract`."""
    difference: str = ""

    code = "LC910"
    message = Wording(en="this generated file was edited by hand", zh="此生成文件被手工修改过")

    def facts(self) -> dict[str, object]:
        """With what the wordings put together from them."""
        return {
            **super().facts(),
            "declared": f" ({self.origin})" if self.origin else "",
            "declared_zh": f"（{self.origin}）" if self.origin else "",
            "extended": self.target.replace("custom/templates/", "generated/"),
        }

    def help_wording(self) -> Wording:
        """Where the change belongs, and what it is."""
        parts = [_WAYS[self.way], _THEN, *([_DIFFERENCE] if self.difference else [])]
        return Wording(en="".join(each.en for each in parts), zh="".join(each.zh for each in parts))


@dataclass(frozen=True, kw_only=True)
class ForeignFileInTheWay(Problem):
    """Where lowcode wants to write a file, there is one that it did not write.

    Example:
        lowcode build specs/crm --out my_documents

    How to fix: Build into another folder, or move the file away.
    """

    code = "LC911"
    message = Wording(
        en="this file was not written by lowcode and is in the way",
        zh="此文件不是由 lowcode 生成的，与构建结果冲突",
    )
    help = Wording(
        en="choose another folder with `--out`, or move the file away",
        zh="请用 `--out` 选择其他目录，或移走该文件",
    )


@dataclass(frozen=True, kw_only=True)
class MigrationEdited(Problem):
    """A migration that was written earlier has been changed or removed.

    Databases may have run it already, so it is neither replaced nor written anew.

    Example:
        A column was renamed in `migrations/versions/0001_create.py` by hand.

    How to fix: Restore the file from version control.
    """

    code = "LC912"
    message = Wording(en="this migration was changed or removed", zh="此迁移文件被修改或删除")
    help = Wording(en="restore it from version control", zh="请从版本库恢复该文件")


@dataclass(frozen=True, kw_only=True)
class MigrationUnknown(Problem):
    """A migration lies beside the others that the history in `.lowcode/schema.json` does not know.

    Two builds from the same state have been merged, or `.lowcode` is gone. Two migrations would follow the same one,
    and no database could run both.

    Example:
        Two branches have each built a `0004_….py`, and both files are there after the merge.

    How to fix: After a merge, keep one side's `generated/` whole, `.lowcode` included, remove the migrations of the
    other side, and build: what the other side has changed becomes the next migration. If `.lowcode` was deleted,
    restore it from version control.
    """

    code = "LC913"
    message = Wording(
        en="this migration is not part of the history in `.lowcode/schema.json`",
        zh="此迁移不属于 `.lowcode/schema.json` 记录的历史",
    )
    help = Wording(
        en="after a merge, keep one side's `generated/`, remove the migrations of the other, and build again; "
        "if `.lowcode` was deleted, restore it from version control",
        zh="若刚合并分支：保留一方的 `generated/`，删除另一方的迁移，再构建；若 `.lowcode` 被删除，请从版本库恢复",
    )


@dataclass(frozen=True, kw_only=True)
class ProjectFromLater(Problem):
    """A later version of lowcode has made the generated project.

    What that version has written, such as tables of its own in the databases, this one would undo without knowing it.

    Example:
        `generated/crm` was built with lowcode 0.3.0 and committed; somebody else still has 0.2.0.

    How to fix: Install that version or a later one. `--force` builds nevertheless.
    """

    made_by: str
    now: str

    code = "LC914"
    message = Wording(
        en="lowcode {made_by} has made the project, which is later than this one ({now})",
        zh="此项目由 lowcode {made_by} 生成，比当前版本（{now}）新",
    )
    help = Wording(
        en="install that version or a later one (`pip install --upgrade lowcode`)",
        zh="请安装该版本或更新的版本（`pip install --upgrade lowcode`）",
    )


PROBLEMS: tuple[type[Problem], ...] = (
    FileNotText,
    FileTooLarge,
    ImportNotFound,
    PathOutside,
    NothingToRead,
    GeneratedFileEdited,
    ForeignFileInTheWay,
    MigrationEdited,
    MigrationUnknown,
    ProjectFromLater,
    *CUSTOM_FILES,
    *custom.PROBLEMS,
)
