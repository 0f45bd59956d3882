"""What the commands say, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from lowcode.runtime.commands.migration_words import MIGRATION_TEXTS

CHINESE = "zh"
ENGLISH = "en"


class Words:
    """The texts in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._index = 0 if language == CHINESE else 1

    def say(self, key: str, **values: object) -> str:
        """The text of a key with its places filled."""
        return TEXTS[key][self._index].format_map(values)


def words_for(environment: Mapping[str, str], default_locale: str) -> Words:
    """The language of the terminal; where it says nothing, the app's."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        language = environment.get(name, "").partition(".")[0].partition("_")[0].lower()
        if language in (CHINESE, ENGLISH):
            return Words(language)
        if language not in ("", "c", "posix"):
            return Words(ENGLISH)
    return Words(CHINESE if default_locale.startswith(CHINESE) else ENGLISH)


TEXTS: Mapping[str, tuple[str, str]] = {
    **MIGRATION_TEXTS,
    "database.address": ("DATABASE_URL 不是数据库地址：{reason}", "DATABASE_URL is no address of a database: {reason}"),
    "database.unreachable": (
        "无法连接数据库：{reason}。请检查 DATABASE_URL，以及数据库是否已启动、路径是否可写。",
        "The database cannot be reached: {reason}. Check DATABASE_URL, whether the server runs, and the path.",
    ),
    "help.app": ("{label}：数据库、用户与服务的命令。", "{label}: commands for its database, users and server."),
    "help.serve": ("启动网站", "serve the app"),
    "help.serve.host": ("监听地址，默认 127.0.0.1", "address to listen on, 127.0.0.1 if not given"),
    "help.serve.port": ("端口，默认 8000", "port, 8000 if not given"),
    "help.serve.workers": ("进程数，默认 1", "number of processes, 1 if not given"),
    "help.worker": (
        "处理定时任务、消息发送与接口调用",
        "do what waits: timers, messages, calls to other systems",
    ),
    "help.worker.senders": ("同时发送的线程数，默认 4", "how many messages are sent at the same time, 4 if not given"),
    "help.worker.once": ("处理完当前到期的工作后退出", "do what is due now, then end"),
    "worker.running": ("{label} 的后台进程正在运行（Ctrl+C 停止）", "{label}: the worker is running (Ctrl+C stops it)"),
    "worker.done": ("已处理 {count} 项。", "Done: {count}"),
    "worker.unfinished": (
        "后台进程已停止，未完成的工作将由下一个进程继续。",
        "The worker has stopped; what it did not finish is left to the next one.",
    ),
    "help.user": ("管理可以登录的用户", "manage the users who can sign in"),
    "help.user.add": ("添加用户并设置密码", "add a user with a password"),
    "help.user.list": ("列出用户", "list the users"),
    "help.user.password": ("设置新密码", "set a new password"),
    "help.user.roles": ("设置角色（覆盖原有角色）", "set the roles (replaces the present ones)"),
    "help.email": ("用户邮箱，即登录名", "the user's e-mail address, by which he signs in"),
    "help.name": ("姓名，默认取邮箱前半部分", "name; the part of the address before the @ if not given"),
    "help.role": ("角色，可重复", "a role; may be repeated"),
    "help.password_stdin": ("从标准输入读取密码", "read the password from standard input"),
    "help.generate": (
        "生成密码并显示，首次登录须修改",
        "make up a password and show it; must be changed at first sign-in",
    ),
    "help.sample": ("载入演示数据", "load demonstration records"),
    "help.sample.entity": ("再生成某种记录，例如 customer 200", "generate more of one kind, such as customer 200"),
    "help.sample.count": ("条数", "how many"),
    "help.sample.force": ("即使已有真实数据也载入", "load even beside real records"),
    "help.sample.seed": ("随机数种子，相同种子得到相同数据", "equal numbers give equal records"),
    "help.check": ("检查数据库是否与程序一致", "see whether the database fits the code"),
    "help.reindex": ("重建搜索词、排序键与计算字段", "rebuild search terms, sort keys and computed fields"),
    "help.tidy": ("清理无用的文件", "remove files that belong to nothing"),
    "help.tidy.bin_days": (
        "并彻底删除回收站中超过此天数的记录",
        "also remove for good what has been in the recycle bin for more than so many days",
    ),
    "tidy.removed": ("已清理 {count} 个未使用的文件。", "Removed {count} files that belonged to nothing."),
    "tidy.emptied": ("已彻底删除回收站中的 {count} 项。", "Removed {count} entries of the recycle bin for good."),
    "data.loaded": ("已载入 {count} 条基础数据。", "Loaded {count} records of reference data."),
    "state.behind": (
        "数据库版本落后于程序。请先运行：python -m {package} migrate",
        "The database is behind the code. Run first: python -m {package} migrate",
    ),
    "state.ahead": (
        "数据库版本（{current}）比程序新。请使用对应的新版程序，或从备份恢复数据库。",
        "The database ({current}) is newer than the code. Use the newer code, or restore the database from a backup.",
    ),
    "serving": ("{label} 正在运行：{url}（Ctrl+C 停止）", "{label} is running at {url} (Ctrl+C stops it)"),
    "user.added": ("已添加用户 {email}。", "Added the user {email}."),
    "user.given": ("用户 {email} 已存在，已更新密码与角色。", "The user {email} existed; password and roles were set."),
    "user.unknown": ("没有邮箱为 {email} 的用户。", "There is no user with the address {email}."),
    "user.password": ("已设置 {email} 的密码。", "The password of {email} is set."),
    "user.generated": ("密码：{password}（首次登录须修改）", "Password: {password} (must be changed at first sign-in)"),
    "user.roles": ("{email} 的角色：{roles}", "Roles of {email}: {roles}"),
    "user.none": ("还没有用户。", "There are no users yet."),
    "user.line": ("{email}\t{name}\t{roles}\t{state}", "{email}\t{name}\t{roles}\t{state}"),
    "user.can_sign_in": ("可登录", "can sign in"),
    "user.inactive": ("已停用", "inactive"),
    "user.no_account": ("无账号", "no account"),
    "role.unknown": ("没有角色 {role}。可用：{known}", "There is no role {role}. There are: {known}"),
    "password.ask": ("密码：", "Password: "),
    "password.again": ("再输入一次：", "Once more: "),
    "password.differ": ("两次输入不一致。", "The two are not the same."),
    "password.none": ("没有输入密码。", "No password was given."),
    "password.too_short": ("密码至少 8 位。", "A password has at least 8 characters."),
    "password.too_long": ("密码最长 200 位。", "A password has at most 200 characters."),
    "password.too_simple": ("密码过于简单。", "That password is too easy to guess."),
    "login.taken": ("登录名 {login} 已被他人使用。", "Another user signs in as {login}."),
    "sample.real": (
        "数据库中已有真实数据（{entity}）。如仍要载入演示数据，请加 --force。",
        "There are real records ({entity}). Add --force to load demonstration records beside them.",
    ),
    "sample.loaded": ("已载入 {count} 条演示记录。", "Loaded {count} demonstration records."),
    "sample.generated": ("{label}：{count} 条", "{label}: {count}"),
    "sample.nothing": (
        "演示数据已载入过，没有新内容。",
        "The demonstration records were there already; nothing is new.",
    ),
    "sample.accounts": (
        "演示账号（密码均为 {password}）：",
        "Demonstration accounts (the password of all is {password}):",
    ),
    "sample.unknown": (
        "没有名为 {entity} 的记录类型。可用：{known}",
        "There is no kind of record {entity}. There are: {known}",
    ),
    "seed.refused": (
        "示例记录 {record} 不符合规则：{problems}",
        "The record {record} breaks the rules of the app: {problems}",
    ),
    "check.computed": (
        "{label} 的计算字段“{field}”有 {count} 条与重新计算的结果不同，例如 #{ids}",
        "{count} values of {field} of {label} differ from what they should be, such as #{ids}",
    ),
    "check.sort_key": ("{label} 有 {count} 条的排序键不正确", "{count} sort keys of {label} are wrong"),
    "functions.missing": (
        "{file} 中缺少函数 {signature}",
        "{file} has no function {signature}",
    ),
    "functions.unwritten": (
        "{file} 中的函数 {function} 尚未编写，写好后请去掉 @unwritten",
        "the function {function} in {file} is not written yet; take @unwritten away once it is",
    ),
    "functions.differs": (
        "{file} 中的函数 {function} 与声明不一致，应为 {signature}",
        "the function {function} in {file} is not as it is declared: {signature}",
    ),
    "check.repair": (
        "可运行 python -m {package} reindex 修复计算字段与索引。",
        "python -m {package} reindex repairs computed fields and indexes.",
    ),
    "reindex.done": ("{label}：{count} 条已重建", "{label}: {count} rebuilt"),
    "settings.wrong": ("设置有误：{problem}", "A setting is wrong: {problem}"),
}
