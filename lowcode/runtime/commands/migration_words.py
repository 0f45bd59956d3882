"""What the commands say that change, verify, save and bring back whole databases, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

MIGRATION_TEXTS: Mapping[str, tuple[str, str]] = {
    "help.migrate": ("创建数据库或升级到当前版本", "make the database, or bring it to this version"),
    "help.migrate.sql": ("只输出 SQL，不执行", "print the SQL instead of running it"),
    "help.migrate.to": ("升级到此版本为止，例如 0003", "migrate no further than this revision, such as 0003"),
    "help.migrate.contract": (
        "不停机升级的第二步：旧程序已全部停止后运行",
        "the second step of a migration under load: run it when nothing of the old code runs any more",
    ),
    "help.migrate.by_workers": (
        "不停机升级的第一步：记录的填充交给新程序的 worker 分批完成，进度见“后台任务”页",
        "the first step of a migration under load: leave the filling of records to workers of this code, in batches",
    ),
    "help.no_backup": ("不先备份", "make no backup first"),
    "help.downgrade": ("撤销升级（先备份）", "take migrations back, with a backup first"),
    "help.downgrade.to": (
        "撤销到此版本为止：版本号、-1（最近一次，默认）或 base（全部）",
        "the revision to end with: its number, -1 (only the last one, the default), base (all of them)",
    ),
    "help.downgrade.discard": (
        "放弃未完成的不停机升级时，丢弃只有新程序写入的数据",
        "lose what only the new code has written, where a migration under load is abandoned",
    ),
    "help.backup": ("备份数据库（可在运行时进行）", "write the whole database into a file, also while the app runs"),
    "help.backup.file": ("文件，默认在 data/backups 中", "the file; a new one in data/backups if not given"),
    "help.restore": ("从备份恢复数据库", "replace the database by a backup"),
    "help.restore.file": ("备份文件", "the file"),
    "help.restore.force": (
        "即使数据库正在使用或已有数据也恢复（先备份现有数据）",
        "even if the database is in use or has records (which are backed up first)",
    ),
    "help.archive": (
        "已删除字段与记录类型的归档数据",
        "what was kept of fields and kinds of records that were dropped",
    ),
    "help.archive.list": ("列出归档", "list the archives"),
    "help.archive.restore": (
        "把归档中的值放回同名字段（仅填空值），记录类型或字段已不存在时请用 export",
        "put the values back into the field, where it is empty; if there is none any more, use export",
    ),
    "help.archive.export": ("导出为 CSV 文件", "write an archive as a CSV file"),
    "help.archive.name": ("归档名称（见 archive list）", "the archive's name (see archive list)"),
    "help.archive.file": ("CSV 文件", "the CSV file"),
    "migrated": ("数据库已升级：{revisions}", "The database is up to date now. Ran: {revisions}"),
    "migrated.to": (
        "数据库已升级到 {current}：{revisions}。它尚不是本程序的版本，其结构未与程序比对。",
        (
            "The database is at {current} now. Ran: {revisions}. That is not yet the revision of this code, "
            "so it was not compared with it."
        ),
    ),
    "migrated.nothing": ("数据库已是最新版本。", "The database was up to date."),
    "migrated.nothing_to": ("数据库已在版本 {current}。", "The database was at {current} already."),
    "migrated.verified": ("升级后的数据库与程序一致。", "The migrated database is what the code expects."),
    "migrated.expanded": (
        (
            "数据库现在同时适用于旧程序与新程序。请启动新程序并停止所有旧程序，"
            "然后运行：python -m {package} migrate --contract"
        ),
        (
            "The database now fits the code of before and this code. Start this code, stop all of the old, "
            "then run: python -m {package} migrate --contract"
        ),
    ),
    "migrated.left_to_workers": (
        (
            "数据库的结构已就绪，记录由新程序的 worker 分批填充。请启动一个或多个：python -m {package} worker\n"
            "旧程序继续运行，“后台任务”页显示进度；全部完成后才能启动新程序。\n"
            "再运行 python -m {package} migrate 会参与填充，并在全部完成时结束。"
        ),
        (
            "The tables are ready; the records are filled in batches by workers of this code. "
            "Start one or several: python -m {package} worker\n"
            "The old code goes on, and its page of jobs shows how far it is. "
            "Servers of this code start when it is done.\n"
            "python -m {package} migrate, run again, does its share and ends when all is done."
        ),
    ),
    "migrated.not_by_workers": (
        (
            "这次升级不是用 --zero-downtime 构建的：它在一个事务中完成，没有可以交给 worker 的部分。"
            "请停止程序后运行：python -m {package} migrate"
        ),
        (
            "This change was not built with --zero-downtime: it is one transaction, of which workers can do nothing. "
            "Stop the app and run: python -m {package} migrate"
        ),
    ),
    "migrated.half_way": (
        "新程序的不停机升级正在进行，本程序可继续使用数据库，直到新程序运行 migrate --contract。",
        "Newer code is in the middle of a migration; this code can go on until that one runs migrate --contract.",
    ),
    "check.expanded": (
        "数据库处于不停机升级的中途，其结构待 migrate --contract 之后再核对。",
        "A migration under load is half way: the schema is compared after migrate --contract.",
    ),
    "downgraded": (
        (
            "已撤销：{revisions}。数据库版本为 {current}。已检查引用完整；其结构只有该版本的程序才能核对"
            "（用它运行 python -m {package} migrate 与 check）。"
        ),
        (
            "Taken back: {revisions}. The database is at {current}. All references lead somewhere; "
            "whether it has what the "
            "code of that revision expects, only that code can tell: run migrate and check of {package} with it."
        ),
    ),
    "downgraded.nothing": ("数据库已在版本 {current}，没有需要撤销的内容。", "The database is at {current} already."),
    "abandoned": (
        "已放弃不停机升级 {revisions}，数据库版本为 {current}。旧程序可继续使用数据库，它写入的数据都在。",
        (
            "The migration under load is abandoned ({revisions}); the database is at {current}. "
            "The code of before goes on, and all that it has written is there."
        ),
    ),
    "abandon.loses": (
        (
            "放弃升级会丢失只有新程序写入的数据（记录数）：\n{found}\n数据库未改变。请先停止新程序；"
            "若确认可以丢弃，请运行：python -m {package} downgrade --discard"
        ),
        (
            "To abandon the migration would lose what only the new code has written (in so many records):\n{found}\n"
            "Nothing was changed. Stop the new code first; if all of this may go, run: "
            "python -m {package} downgrade --discard"
        ),
    ),
    "downgrade.stopped": (
        (
            "未撤销，数据库未改变。{subject}：{reason}，共 {total} 条记录，例如 #{rows}，旧程序不接受它们。"
            "请先在新程序中更正这些记录。"
        ),
        (
            "Nothing was taken back. {subject}: {reason} (records: {total}, such as #{rows}), which the code of before"
            " would not accept. Correct these records in the new code first."
        ),
    ),
    "state.torn": (
        (
            "部署不完整：程序是为数据库版本 {code} 生成的，而 migrations/versions 中最新的版本是 {newest}。"
            "请把同一次生成的 {package}/ 与 migrations/ 一起部署，再运行一次。"
        ),
        (
            "Only part of a build is here: the code was made for revision {code} of the database, and the newest one"
            " in migrations/versions is {newest}. Deploy {package}/ and migrations/ of the same build, then try again."
        ),
    ),
    "state.begun": (
        (
            "不停机升级 {revision} 尚未完成。请先用 python -m {package} migrate 完成它，"
            "或用 python -m {package} downgrade 放弃它。"
        ),
        (
            "A migration under load ({revision}) was stopped in the middle. Finish it first with "
            "python -m {package} migrate, or abandon it with python -m {package} downgrade."
        ),
    ),
    "state.begun_elsewhere": (
        (
            "不停机升级 {revision} 尚未完成，而本程序没有这一版本。"
            "请用开始升级的那个程序完成它（migrate）或放弃它（downgrade）。"
        ),
        (
            "A migration under load ({revision}) was stopped in the middle, and this code does not know it. "
            "Finish it (migrate) or abandon it (downgrade) with the code that began it."
        ),
    ),
    "state.under_way": (
        (
            "不停机升级正在填充记录，全部完成后才能启动本程序。"
            "运行 python -m {package} migrate 会参与填充，并在全部完成时结束。"
        ),
        (
            "A migration under load is filling the records; this code can start when it is done. "
            "python -m {package} migrate does its share and ends when all is done."
        ),
    ),
    "state.taken_back": (
        "不停机升级 {revision} 已被撤销，或已由其他进程继续。请查看数据库的状态后再试。",
        "The migration under load ({revision}) was taken back meanwhile, or others have gone on with it. Try again.",
    ),
    "worker.taking_part": (
        "正在参与不停机升级的记录填充……（与其他 worker 及 python -m {package} migrate 分批进行）",
        "Taking part in a migration under load: filling records in batches, beside others that do ...",
    ),
    "state.contracting": (
        (
            "不停机升级的第二步（{revision}）已经开始，不能再放弃。"
            "请先运行 python -m {package} migrate --contract 完成它，再用 downgrade 撤销两步。"
        ),
        (
            "The second half of the migration ({revision}) has begun and cannot be abandoned. Finish it with "
            "python -m {package} migrate --contract; then `downgrade` takes both halves back."
        ),
    ),
    "migration.waits": (
        (
            "升级暂停，已完成的部分保留，程序可继续使用。{subject}：{reason}，共 {total} 条记录，例如 #{rows}。"
            "请在运行中的程序中更正这些记录，然后再次运行 migrate（worker 重新启动后会继续）。"
        ),
        (
            "The migration waits; what is done stays, and the app goes on. {subject}: {reason} in {total} records, "
            "such as #{rows}. Correct these records in the running app, then run migrate again (a worker goes on "
            "when it is started again)."
        ),
    ),
    "migration.stopped": (
        (
            "升级已停止，数据库未改变。{subject}：{reason}，共 {total} 条记录，例如 #{rows}。"
            "请在升级前的程序中更正这些记录，再次升级；或撤回这次生成"
            "（对生成的文件夹执行 git checkout 与 git clean -fd），在规格中用 `from` 写明它们的值，再重新生成。"
        ),
        (
            "The migration has stopped and nothing was changed. {subject}: {reason} (records: {total}, such as"
            " #{rows}). Correct these records in the app of before and migrate again; or take this build back"
            " (git checkout and git clean -fd of the generated folder), say with `from` in the specification what they"
            " get, and build again."
        ),
    ),
    "migration.differs": (
        "升级后的数据库与程序不一致，已全部撤销，数据库未改变：\n{problems}",
        (
            "After the migration the database would not be what the code expects. "
            "All of it was taken back and nothing was changed:\n{problems}"
        ),
    ),
    "migration.references": (
        "升级会留下无效的引用，已全部撤销，数据库未改变：{found}",
        (
            "The migration would leave references that lead nowhere. "
            "All of it was taken back and nothing was changed: {found}"
        ),
    ),
    "migration.sqlite": (
        (
            "此 Python 自带的 SQLite 不允许修改表结构：{reason}。"
            "请改用 python.org 或操作系统发行版的 Python，再运行一次；数据库未改变。"
        ),
        (
            "The SQLite of this Python does not let tables be changed: {reason}."
            " Use a Python from python.org or your distribution and run this again; nothing was changed."
        ),
    ),
    "migration.failed": (
        "升级失败，已全部撤销，数据库未改变：{reason}",
        "The migration has failed. All of it was taken back and nothing was changed: {reason}",
    ),
    "part.message": ("{part}“{message}”", '{part}: "{message}"'),
    "stopped.empty": ("缺少必填值", "a value is missing"),
    "stopped.too_long": ("文本过长", "the text is too long"),
    "stopped.too_large": ("数值过大", "the number is too large"),
    "stopped.duplicate": ("值重复", "the value is there more than once"),
    "stopped.breaks": ("不符合新的规则", "the new rule does not hold"),
    "stopped.several": ("有多个值，只能保留一个", "there are several values where there can be one"),
    "stopped.unconvertible": ("无法转换为新的类型", "the value cannot become one of the new type"),
    "target.unknown": ("没有版本 {wanted}。", "There is no revision {wanted}."),
    "target.several": ("{wanted} 指多个版本，请多写几位。", "Several revisions begin with {wanted}: say more of it."),
    "target.older": (
        "数据库（{current}）已超过 {wanted}，要撤销请用 downgrade。",
        "The database ({current}) is past {wanted} already; to take revisions back, use downgrade.",
    ),
    "target.newer": (
        "数据库（{current}）还没有到 {wanted}，要升级请用 migrate --to。",
        "The database ({current}) has not come to {wanted} yet; to get there, use migrate --to.",
    ),
    "target.too_far": ("只有到 {current} 为止的版本可以撤销。", "There are not so many revisions up to {current}."),
    "target.everything": (
        (
            "未撤销，数据库未改变。{current} 是第一个版本，撤销它会删除所有表和全部记录。"
            "若确认如此，请运行：python -m {package} downgrade base"
        ),
        (
            "Nothing was taken back. {current} is the first revision: without it, all tables are gone with all their "
            "records. If this is meant, run: python -m {package} downgrade base"
        ),
    ),
    "backup.made": ("已备份到 {path}（{size}）", "Backed up to {path} ({size})"),
    "backup.files": (
        "上传的文件不在备份中，请一并备份文件夹 {folder}。",
        "Uploaded files are not part of it: back up the folder {folder} as well.",
    ),
    "backup.restored": (
        "已从 {path} 恢复数据库，版本为 {current}。",
        "Restored the database from {path}; it is at {current}.",
    ),
    "backup.migrate": (
        "它比程序旧，请运行：python -m {package} migrate",
        "It is older than the code. Run: python -m {package} migrate",
    ),
    "backup.ahead": ("它比程序新，请使用对应的新版程序。", "It is newer than the code: use the newer code."),
    "backup.no_room": (
        (
            "{folder} 只剩 {free}，而数据库有 {size}，备份放不下。"
            "请腾出空间、用环境变量 {variable} 指定别处，或加 --no-backup。"
        ),
        (
            "{folder} has {free} left and the database is {size}: a backup has no room. Make room, "
            "name another place in "
            "{variable}, or say --no-backup."
        ),
    ),
    "backup.little_room": (
        "警告：{folder} 只剩 {free}，而数据库有 {size}，升级中写入的数据可能放不下。",
        "Warning: {folder} has {free} left and the database is {size}: what the migration writes may find no room.",
    ),
    "backup.in_use": (
        "数据库正在使用。请先停止服务与后台进程；仍要恢复请加 --force。",
        "The database is in use. Stop the server and the workers first, or say --force.",
    ),
    "backup.not_empty": (
        "数据库中已有数据，恢复会替换它们。确认请加 --force（会先备份现有数据）。",
        (
            "The database has records, which the backup would replace. "
            "Say --force if that is meant; they are backed up first."
        ),
    ),
    "backup.no_file": ("没有文件 {path}。", "There is no file {path}."),
    "backup.not_ours": (
        "{path} 不是完整的数据库备份，数据库未改变。",
        "{path} is no whole backup of a database; nothing was changed.",
    ),
    "backup.not_written": ("无法写入 {path}：{reason}", "{path} cannot be written: {reason}"),
    "backup.not_restored": ("无法从 {path} 恢复：{reason}", "The database cannot be restored from {path}: {reason}"),
    "backup.no_program": (
        (
            "找不到 {program}，无法备份或恢复 PostgreSQL。请安装 PostgreSQL 客户端，"
            "或用环境变量 {variable} 指定其文件夹；升级前已另行备份时可加 --no-backup。"
        ),
        (
            "{program} is not there, without which PostgreSQL cannot be backed up or restored. Install PostgreSQL's "
            "client programs or name their folder in {variable}; if there is a backup already, migrate "
            "with --no-backup."
        ),
    ),
    "backup.program_failed": (
        "{program} 失败：{reason}\n升级前已另行备份时可加 --no-backup。",
        "{program} has failed: {reason}\nIf there is a backup already, migrate with --no-backup.",
    ),
    "backup.kept_wrong": (
        "{variable} 应为正整数，而不是 {value}。",
        "{variable} is to be a number above 0, not {value}.",
    ),
    "backup.in_memory": ("内存中的数据库无法备份。", "A database in memory cannot be backed up."),
    "archive.none": ("没有归档。", "There are no archives."),
    "archive.line": (
        "{name}\t{subject}\t{rows} 条\t{at}\t{reason}",
        "{name}\t{subject}\t{rows} rows\t{at}\t{reason}",
    ),
    "archive.unknown": ("没有归档 {name}。可用：{known}", "There is no archive {name}. There are: {known}"),
    "archive.gone": (
        "{subject} 已不在程序中，无处可放。请导出为 CSV：python -m {package} archive export {name} FILE",
        (
            "{subject} is not part of the app any more, so there is no place for it. "
            "Export it: python -m {package} archive export {name} FILE"
        ),
    ),
    "archive.other_type": (
        "{subject} 现在的类型（{found}）放不下归档中的值（{wanted}）。请导出为 CSV：archive export {name} FILE",
        (
            "{subject} is {found} by now and cannot take the values of the archive ({wanted}). "
            "Export them: archive export {name} FILE"
        ),
    ),
    "archive.restored": (
        "已放回 {count} 个值；{left} 个未动（字段已有值或记录已删除）。",
        "Put back {count} values; {left} were left (the field has a value by now, or the record is gone).",
    ),
    "archive.refused": (
        "归档中的值不符合现在的规则，未放回任何值：{reason}",
        "The archive does not fit the rules of today, and nothing was put back: {reason}",
    ),
    "archive.exported": ("已将 {count} 行写入 {path}。", "Wrote {count} rows to {path}."),
    "archive.exists": ("文件 {path} 已存在。", "The file {path} exists already."),
    "check.fine": ("数据库与程序一致。", "The database fits the code."),
    "check.table_missing": ("缺少表 {table}", "the table {table} is missing"),
    "check.table_extra": ("多出表 {table}", "the table {table} is not in the code"),
    "check.column_missing": ("缺少列 {table}.{column}", "the column {table}.{column} is missing"),
    "check.column_extra": ("多出列 {table}.{column}", "the column {table}.{column} is not in the code"),
    "check.column_type": (
        "列 {table}.{column} 的类型是 {found}，应为 {wanted}",
        "{table}.{column} is {found}, and should be {wanted}",
    ),
    "check.column_default": (
        "列 {table}.{column} 的默认值是 {found}，应为 {wanted}",
        "the default of {table}.{column} is {found}, and should be {wanted}",
    ),
    "check.nullable": (
        "列 {table}.{column} 的必填约束不一致",
        "{table}.{column}: code and database disagree on NOT NULL",
    ),
    "check.primary_key": (
        "表 {table} 的主键是 {found}，应为 {wanted}",
        "the primary key of {table} is {found}, and should be {wanted}",
    ),
    "check.storage": (
        "表 {table} 的存储方式是 {found}，应为 {wanted}",
        "the table {table} is stored as {found}, and should be as {wanted}",
    ),
    "check.constraint_missing": ("表 {table} 缺少约束 {name}", "the constraint {name} of {table} is missing"),
    "check.constraint_extra": ("表 {table} 多出约束 {name}", "the constraint {name} of {table} is not in the code"),
    "check.constraint_differs": (
        "表 {table} 的约束 {name} 是 {found}，应为 {wanted}",
        "the constraint {name} of {table} is {found}, and should be {wanted}",
    ),
    "check.index_missing": ("缺少索引 {name}（表 {table}）", "the index {name} of {table} is missing"),
    "check.index_extra": ("多出索引 {name}（表 {table}）", "the index {name} of {table} is not in the code"),
    "check.index_differs": (
        "表 {table} 的索引 {name} 是 {found}，应为 {wanted}",
        "the index {name} of {table} is {found}, and should be {wanted}",
    ),
    "check.trigger_extra": (
        "表 {table} 多出触发器 {trigger}，可能有一次不停机升级尚未完成",
        "the trigger {trigger} of {table} is not in the code: a migration under load may be unfinished",
    ),
    "state.unfinished": (
        "上次升级尚未完成。请先运行：python -m {package} migrate",
        "The last migration is not finished. Run first: python -m {package} migrate",
    ),
}
