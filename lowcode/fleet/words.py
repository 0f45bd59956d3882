"""What fleet commands say themselves, in both languages."""

from __future__ import annotations

from lowcode.diagnostics.problem import Wording
from lowcode.fleet.outcomes import Result
from lowcode.fleet.state import Behind

CLIENT = Wording(en="client", zh="客户")
RESULT = Wording(en="result", zh="结果")
ERRORS = Wording(en="errors", zh="错误")
WARNINGS = Wording(en="warnings", zh="警告")
WRITTEN = Wording(en="written", zh="写入")
REMOVED = Wording(en="removed", zh="删除")
SCENARIOS = Wording(en="scenarios", zh="场景")
TOUCHED = Wording(en="touched", zh="覆盖")
SECONDS = Wording(en="seconds", zh="秒")
STATE = Wording(en="state", zh="状态")
FILES = Wording(en="files", zh="文件")

RESULTS = {
    Result.CLEAN: Wording(en="ok", zh="通过"),
    Result.BUILT: Wording(en="built", zh="已构建"),
    Result.UNCHANGED: Wording(en="unchanged", zh="无变化"),
    Result.PENDING: Wording(en="to build", zh="待构建"),
    Result.FAILED: Wording(en="failed", zh="失败"),
    Result.CRASHED: Wording(en="lowcode failed", zh="lowcode 出错"),
}
STATES = {
    Behind.NEVER_BUILT: Wording(en="never built", zh="尚未构建"),
    Behind.SPEC: Wording(en="spec changed", zh="规格已改"),
    Behind.BASE: Wording(en="base changed", zh="基础已改"),
    Behind.LOWCODE: Wording(en="lowcode changed", zh="lowcode 已升级"),
    Behind.EDITED: Wording(en="generated files edited", zh="生成文件被改动"),
}
CURRENT = Wording(en="current", zh="最新")
TOTAL = Wording(
    en="clients: {clients}, failed: {failed}, errors: {errors}, warnings: {warnings}, {seconds} s",
    zh="共 {clients} 个客户，{failed} 个失败，{errors} 个错误，{warnings} 个警告，用时 {seconds} 秒",
)
STATE_TOTAL = Wording(en="clients: {clients}, behind: {behind}", zh="共 {clients} 个客户，{behind} 个需要构建")
SHARED = Wording(en="in {count} clients: {names}", zh="涉及 {count} 个客户：{names}")
OF_ONE = Wording(en="in client {names}", zh="涉及客户：{names}")
AND_MORE = Wording(en="{names} and {count} more", zh="{names} 等，另有 {count} 个")
NOT_BUILT = Wording(
    en="the generated files are not those of the specification: run `lowcode fleet build` and commit them ({names})",
    zh="生成的文件与规格不一致：请运行 `lowcode fleet build` 并提交（{names}）",
)
TITLE = Wording(en="Fleet: {task}", zh="客户群：{task}")
TASKS = {
    "check": Wording(en="check", zh="检查"),
    "build": Wording(en="build", zh="构建"),
    "plan": Wording(en="plan", zh="计划"),
    "test": Wording(en="test", zh="测试"),
    "status": Wording(en="status", zh="状态"),
}
NO_FLEET = Wording(
    en="{path}: there is no such file; `lowcode new --fleet NAME` makes a fleet to start from",
    zh="{path}：文件不存在，可用 `lowcode new --fleet 名称` 创建一个客户群",
)
NO_CLIENT = Wording(en="there is no client `{name}`", zh="没有客户 `{name}`")
NO_REVISION = Wording(en="git knows no revision `{revision}` here", zh="git 中没有版本 `{revision}`")
