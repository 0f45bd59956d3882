"""LC9xx: files and folders."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Wording
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

    What a build reads should travel with the project, so imports may go up to sibling folders and no further.

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


@dataclass(frozen=True, kw_only=True)
class GeneratedFileEdited(Problem):
    """A generated file is not as lowcode wrote it, so it is not replaced: nobody's work is overwritten silently.

    Example:
        A line was added to `generated/crm/crm/models/customer.py` by hand.

    How to fix: Move the change into the specification or into `custom/` and delete the file, or build with `--force`
    to replace it.
    """

    code = "LC910"
    message = Wording(en="this generated file was edited by hand", zh="此生成文件被手工修改过")
    help = Wording(
        en="move the change to the specification or to `custom/`, then delete the file or build with `--force`",
        zh="请把改动移到规格或 `custom/` 中，然后删除该文件，或用 `--force` 构建",
    )


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


PROBLEMS: tuple[type[Problem], ...] = (
    FileNotText,
    FileTooLarge,
    ImportNotFound,
    PathOutside,
    NothingToRead,
    GeneratedFileEdited,
    ForeignFileInTheWay,
    MigrationEdited,
    *CUSTOM_FILES,
)
