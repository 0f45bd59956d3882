"""What the command line says itself, in both languages."""

from __future__ import annotations

from lowcode.diagnostics.problem import Wording

CLEAN = Wording(en="{path}: no problems, files read: {files}", zh="{path}：{files} 个文件，没有问题")
FOUND = Wording(en="{path}: errors: {errors}, warnings: {warnings}", zh="{path}：{errors} 个错误，{warnings} 个警告")
BUILT = Wording(
    en="{out}: files written: {written}, removed: {removed}",
    zh="{out}：写入 {written} 个文件，删除 {removed} 个",
)
UNCHANGED = Wording(en="{out}: nothing to do", zh="{out}：无需更新")
UP_TO_DATE = Wording(en="{out} is what {path} builds", zh="{out} 与 {path} 的构建结果一致")
OUT_OF_DATE = Wording(
    en="{out} is not what {path} builds; run `lowcode build {path}`",
    zh="{out} 与 {path} 的构建结果不一致，请运行 `lowcode build {path}`",
)
CREATED = Wording(
    en="{path} is ready; try `lowcode run {path} --sample`",
    zh="已创建 {path}，可运行 `lowcode run {path} --sample`",
)
FLEET_CREATED = Wording(
    en="{path} is ready; try `cd {path}` and `lowcode fleet build`",
    zh="已创建 {path}，可运行 `cd {path}` 和 `lowcode fleet build`",
)
EXISTS = Wording(en="{path} exists already and is not empty", zh="{path} 已存在且不为空")
BAD_NAME = Wording(
    en="`{name}` cannot name an app: use letters, digits and `_`, and begin with a letter",
    zh="`{name}` 不能用作应用名称：请使用字母、数字和 `_`，并以字母开头",
)
NO_CODE = Wording(
    en="there is no code `{code}`; names of a specification need `--spec PATH`",
    zh="没有编号 `{code}`；查询规格中的名称请加 `--spec PATH`",
)
DID_YOU_MEAN = Wording(en="did you mean {names}?", zh="是否想写 {names}？")
OUR_FAULT = Wording(
    en="lowcode itself has failed ({error}). This is a bug in lowcode, not in your specification."
    " Set LOWCODE_DEBUG=1 to see the details, and report them.",
    zh="lowcode 内部出错（{error}）。这是 lowcode 的缺陷，与规格无关。设置 LOWCODE_DEBUG=1 可查看详情，请反馈给我们。",
)
FILE_TROUBLE = Wording(en="{path}: {reason}", zh="{path}：{reason}")
WATCHING = Wording(en="watching {path}", zh="正在监视 {path} 的改动")
APP_FAILED = Wording(
    en="the application could not be run:\n{error}",
    zh="应用无法运行：\n{error}",
)
OVER_BUDGET = Wording(
    en="{table}: indexes: {count}, more than the budget of {budget}; see `lowcode plan --indexes {path}`",
    zh="{table}：{count} 个索引，超出预算 {budget} 个，详见 `lowcode plan --indexes {path}`",
)
DRAWN = Wording(en="{out}: diagrams written: {count}", zh="{out}：已绘制 {count} 张图")
NOTHING_TO_DRAW = Wording(
    en="there is no flow or approval called `{name}`, or it has no picture in this format",
    zh="没有名为 `{name}` 的流程或审批，或该格式不支持它",
)
TWO_TO_COMPARE = Wording(
    en="name two specifications, or one and a revision: `lowcode diff old new`, `lowcode diff --git v1 spec`",
    zh="请给出两个规格，或一个规格加一个版本：`lowcode diff 旧 新`、`lowcode diff --git v1 规格`",
)
NO_SUCH_PATH = Wording(en="{path}: there is no such file or folder", zh="{path}：没有这个文件或文件夹")
NOT_IN_GIT = Wording(en="{path}: git does not have it: {reason}", zh="{path}：git 中找不到：{reason}")
NO_BASE = Wording(
    en="{path} does not import exactly one base, which `--base-was` could be a former version of",
    zh="{path} 没有导入唯一的基础规格，无法用 `--base-was` 与其原来版本比较",
)
NO_NAME = Wording(en="nothing in {path} is called `{name}`", zh="{path} 中没有名为 `{name}` 的内容")
LOSES = Wording(
    en="steps of the plan lose data, which --fail-on does not allow",
    zh="计划中有步骤会丢失数据，--fail-on 不允许",
)
DATABASE_TROUBLE = Wording(en="the database cannot be asked: {reason}", zh="无法查询数据库：{reason}")
