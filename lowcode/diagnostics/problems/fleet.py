"""LC680 to LC689: `lowcode.yaml`, which lists the clients of a fleet."""

from __future__ import annotations

from lowcode.diagnostics.problem import Problem, Related, Wording
from lowcode.diagnostics.suggestions import did_you_mean
from lowcode.quick_dataclass import dataclass
from lowcode.source import Span

_FIRST = Wording(en="first here", zh="首次出现在此")


@dataclass(frozen=True, kw_only=True)
class FleetFileUnreadable(Problem):
    """`lowcode.yaml` is no YAML, or it is none with keys.

    Example:
        clients: [acme

    How to fix: Write `clients:` and below it a line `- clients/acme` for each client.
    """

    code = "LC680"
    message = Wording(en="this is no list of clients", zh="此处不是客户列表")
    help = Wording(
        en="the file has the key `clients` with a list: `clients: [clients/acme, clients/globex]`",
        zh="文件应有键 `clients`，其值为列表：`clients: [clients/acme, clients/globex]`",
    )


@dataclass(frozen=True, kw_only=True)
class FleetKeyUnknown(Problem):
    """`lowcode.yaml` has a key that means nothing.

    Example:
        clients: [{name: acme, specs: clients/acme}]

    How to fix: Use one of the keys: of the file `clients`, `base`, `old_base`, `out`, `coverage`; of a client `name`,
    `spec`, `out`, `base`, `old_base`, `coverage`.
    """

    key: str
    known: tuple[str, ...]

    code = "LC681"
    message = Wording(en="there is no key `{key}` here", zh="此处没有键 `{key}`")
    help = Wording(en="the keys are {known}", zh="可用的键：{known}")

    def suggestions(self) -> tuple[str, ...]:
        """Keys that exist."""
        return did_you_mean(self.key, self.known)


_EXPECTED = {
    "text": Wording(en="`{key}` is a text", zh="`{key}` 应为文本"),
    "name": Wording(
        en="`{key}` consists of letters, digits, `_` and `-`, and begins with a letter",
        zh="`{key}` 由字母、数字、`_` 和 `-` 组成，并以字母开头",
    ),
    "list": Wording(en="`{key}` is a list", zh="`{key}` 应为列表"),
    "percent": Wording(en="`{key}` is a number from 0 to 100", zh="`{key}` 应为 0 到 100 的数"),
    "client": Wording(
        en="a client is a folder, or has keys such as `name` and `spec`",
        zh="客户应为文件夹，或含有 `name`、`spec` 等键",
    ),
    "once": Wording(en="`{key}` is written twice", zh="`{key}` 重复出现"),
    "single": Wording(
        en="`{key}` is for one client, but the pattern stands for several",
        zh="`{key}` 只适用于一个客户，而模式代表多个",
    ),
}


@dataclass(frozen=True, kw_only=True)
class FleetValueUnfit(Problem):
    """A value in `lowcode.yaml` is not what its key takes.

    Example:
        clients: [clients/acme]
        coverage: much

    How to fix: Write what the message says: a text, a list, a number of percent.
    """

    key: str
    expected: str
    """Text, name, list, percent, client, once, single."""

    code = "LC682"
    message = Wording(en="`{key}` takes something else", zh="`{key}` 的值不合适")

    def message_wording(self) -> Wording:
        """What the key takes."""
        return _EXPECTED[self.expected]


@dataclass(frozen=True, kw_only=True)
class FleetFolderMissing(Problem):
    """`lowcode.yaml` names a folder that does not exist, or a pattern that no folder fits.

    Paths are relative to the file; `*` stands for any name, as in `clients/*`.

    Example:
        clients: [clients/acmee]

    How to fix: Correct the path, or make the folder.
    """

    path: str
    candidates: tuple[str, ...]

    code = "LC683"
    message = Wording(en="there is no folder `{path}`", zh="没有文件夹 `{path}`")

    def suggestions(self) -> tuple[str, ...]:
        """Folders that exist."""
        return did_you_mean(self.path, self.candidates)


@dataclass(frozen=True, kw_only=True)
class FleetNameTwice(Problem):
    """Two clients have one name. A client without `name` is called like its folder.

    Example:
        clients: [europe/acme, asia/acme]

    How to fix: Give one of them a `name`: `{name: acme_asia, spec: asia/acme}`.
    """

    name: str
    first: Span

    code = "LC684"
    message = Wording(en="there is a client `{name}` already", zh="已有名为 `{name}` 的客户")

    def related(self) -> tuple[Related, ...]:
        """The other one."""
        return (Related(self.first, _FIRST),)


@dataclass(frozen=True, kw_only=True)
class FleetOutputTwice(Problem):
    """Two clients are built into one folder, or one into the folder of the other: each build would undo the other.

    Example:
        out: generated/app
        clients: [clients/acme, clients/globex]

    How to fix: Use `{name}` in the `out` of the file (`generated/{name}`), or give each client a folder of its own.
    """

    path: str
    first: Span

    code = "LC685"
    message = Wording(en="another client is built into `{path}`", zh="另一客户也构建到 `{path}`")

    def related(self) -> tuple[Related, ...]:
        """The other one."""
        return (Related(self.first, _FIRST),)


@dataclass(frozen=True, kw_only=True)
class FleetKeyMissing(Problem):
    """Something that has to be said is not: `clients` in the file, `spec` in a client, `base` beside `old_base`.

    Example:
        clients: [{name: acme}]

    How to fix: Add the key that the message names.
    """

    key: str

    code = "LC686"
    message = Wording(en="`{key}` is missing", zh="缺少 `{key}`")


@dataclass(frozen=True, kw_only=True)
class FleetPathOutside(Problem):
    """A path in `lowcode.yaml` is absolute, or leads to the folder in which the file lies or out of it.

    A fleet is one folder that one can move, copy and keep in version control.

    Example:
        clients: [../acme]

    How to fix: Move the folder below the one of `lowcode.yaml`, or `lowcode.yaml` above it.
    """

    path: str

    code = "LC687"
    message = Wording(
        en="`{path}` does not lie below the folder of `lowcode.yaml`", zh="`{path}` 不在 `lowcode.yaml` 所在文件夹之下"
    )


@dataclass(frozen=True, kw_only=True)
class FormerBaseMissing(Problem):
    """`old_base` is neither a folder nor a revision of git in which the base is.

    The three-way check compares what the base was when the clients were made with what it is now.

    Example:
        base: base
        old_base: release-0.9
        clients: [clients/acme]

    How to fix: Name a folder that exists, or a tag, branch or commit; `git fetch --tags` brings tags that are missing.
    """

    written: str

    code = "LC688"
    message = Wording(
        en="`{written}` is no folder, and git knows no revision of this name with the base in it",
        zh="`{written}` 不是文件夹，git 中也没有含此基础规格的同名版本",
    )


@dataclass(frozen=True, kw_only=True)
class FleetBaseNotImported(Problem):
    """A client shall be compared with a base of which it imports nothing.

    Example:
        base: base
        old_base: former
        clients: [clients/acme]

    How to fix: Import the base in the client's specification (`import "../../base"`), or give the client another
    `base`.
    """

    name: str
    base: str

    code = "LC689"
    message = Wording(en="`{name}` imports nothing of `{base}`", zh="`{name}` 没有导入 `{base}` 中的任何内容")


PROBLEMS: tuple[type[Problem], ...] = (
    FleetFileUnreadable,
    FleetKeyUnknown,
    FleetValueUnfit,
    FleetFolderMissing,
    FleetNameTwice,
    FleetOutputTwice,
    FleetKeyMissing,
    FleetPathOutside,
    FormerBaseMissing,
    FleetBaseNotImported,
)
