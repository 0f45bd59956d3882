"""What `lowcode new --fleet` writes: a base, two clients that change it, and pipelines that build and test them all."""

from __future__ import annotations

from lowcode import __version__
from lowcode.fleet.formats import IMAGE
from lowcode.starter import starter_files

_ENGLISH_CLIENTS = {
    "acme": """\
# What Acme has otherwise. Everything else comes from the base.
import "../../base"

extend app acme "Acme Tasks" {
  currency EUR
}

extend entity Task {
  hours "Hours": decimal(6, 2) min 0
}

extend view Task {
  also list hours
}

remove Client.phone "Acme writes letters"
""",
    "globex": """\
# What Globex has otherwise. Everything else comes from the base.
import "../../base"

extend app globex "Globex Projects" {
}

extend Client.name { label "Company" }

extend choice Priority {
  urgent "Urgent" color purple
}

entity Visit "Visit" {
  client "Client": Client required on delete cascade
  day    "Day": date required default today
  notes  "Notes": longtext
}

extend menu { Visit }

access Visit {
  member  read, create
  manager all
}
""",
}
_CHINESE_CLIENTS = {
    "huaxing": """\
# 华星的不同之处，其余均来自基础规格。
import "../../base"

extend app huaxing "华星任务" {
  color "#c41d7f"
}

extend entity 任务 {
  工时 "工时": decimal(6, 2) min 0
}

extend view 任务 {
  also list 工时
}

remove 客户.邮箱 "华星不用邮箱"
""",
    "yuanhang": """\
# 远航的不同之处，其余均来自基础规格。
import "../../base"

extend app yuanhang "远航项目" {
}

extend 客户.名称 { label "公司名称" }

extend choice 优先级 {
  紧急 "紧急" color purple
}

entity 拜访 "拜访" {
  客户 "客户": 客户 required on delete cascade
  日期 "日期": date required default today
  记录 "记录": longtext
}

extend menu { 拜访 }

access 拜访 {
  员工 read, create
  主管 all
}
""",
}
_ENGLISH_SCENARIO = """\
# Holds for every client.
scenario "A client counts the tasks that are open" {
  let lake = create Client { name = "Lake Books" }
  let call = create Task { client = lake, name = "Call them" }
  expect lake.open == 1
  set call.done = true, call.done_on = today
  expect lake.open == 0
}
"""
_CHINESE_SCENARIO = """\
# 对每个客户都成立。
scenario "客户统计未完成的任务" {
  let 湖畔 = create 客户 { 名称 = "湖畔书店" }
  let 电话 = create 任务 { 客户 = 湖畔, 内容 = "电话联系" }
  expect 湖畔.未完成 == 1
  set 电话.已完成 = true, 电话.完成日 = today
  expect 湖畔.未完成 == 0
}
"""
_FLEET = """\
# {about}
base: base
out: generated/{{name}}
clients:
  - clients/*
"""
_GITHUB = """\
name: fleet

on:
  push:
    branches: [main]
  pull_request:

jobs:
  clients:
    runs-on: ubuntu-latest
    outputs:
      matrix: ${{ steps.list.outputs.matrix }}
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # tags and commits that `old_base` and `--since` name
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "lowcode~=VERSION"
      - run: lowcode fleet check --format github
      - id: list
        run: |
          matrix=$(lowcode fleet status --format matrix)
          echo "matrix=$matrix" >> "$GITHUB_OUTPUT"

  client:
    needs: clients
    if: ${{ fromJSON(needs.clients.outputs.matrix).include[0] }}
    runs-on: ubuntu-latest
    strategy:
      fail-fast: false
      matrix: ${{ fromJSON(needs.clients.outputs.matrix) }}
    name: ${{ matrix.client }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install "lowcode~=VERSION"
      - run: lowcode fleet build --check --only "${{ matrix.client }}" --format github
      - run: lowcode fleet test --only "${{ matrix.client }}" --format github
"""
_GITLAB = """\
stages: [check, clients]

check:
  stage: check
  image: IMAGE
  variables:
    GIT_DEPTH: "0" # tags and commits that `old_base` and `--since` name
  script:
    - pip install "lowcode~=VERSION"
    - lowcode fleet check --summary fleet.md
    - lowcode fleet status --format gitlab > clients.yml
  artifacts:
    when: always
    paths: [clients.yml, fleet.md]

clients:
  stage: clients
  trigger:
    include:
      - artifact: clients.yml
        job: check
    strategy: depend
"""
_IGNORED = """\
__pycache__/
*.sqlite3*
clients.yml
fleet.md
"""
_ENGLISH_README = """\
# NAME

One base, many clients. `base/` is the specification that all of them share; a folder in `clients/` says what one client
has otherwise: `extend`, `remove`, `replace`, and what is its alone. `lowcode.yaml` lists them.

    lowcode fleet check          # find every problem of every client
    lowcode fleet build          # generate all apps into generated/
    lowcode fleet test           # run the scenarios of each
    lowcode fleet status         # who is behind of what
    lowcode fleet plan           # what a build would change

    lowcode run clients/FIRST --sample

`--changed` leaves out clients whose last build is what they are, `--since main` those that nothing concerns which has
changed since a revision of git, `--only FIRST` all but one.

Commit `generated/`: the migrations in it are the history of each client's database. The pipelines in
`.github/workflows/` and `.gitlab-ci.yml` check everything, then build and test each client in a job of its own.

A new client is a new folder in `clients/`.
"""
_CHINESE_README = """\
# NAME

一套基础规格，多个客户。`base/` 是所有客户共用的规格；`clients/` 中的每个文件夹写明一个客户的不同之处：
`extend`、`remove`、`replace` 以及其独有的内容。`lowcode.yaml` 列出全部客户。

    lowcode fleet check          # 检查所有客户的规格
    lowcode fleet build          # 生成所有应用，放在 generated/
    lowcode fleet test           # 运行每个客户的场景
    lowcode fleet status         # 哪些客户需要重新构建
    lowcode fleet plan           # 构建会改动什么

    lowcode run clients/FIRST --sample

`--changed` 只处理规格与上次构建不同的客户，`--since main` 只处理自某个 git 版本以来有改动涉及的客户，
`--only FIRST` 只处理一个客户。

请把 `generated/` 纳入版本管理：其中的迁移是每个客户数据库的历史。`.github/workflows/` 和 `.gitlab-ci.yml`
中的流水线先检查全部规格，再为每个客户单独构建和测试。

增加客户只需在 `clients/` 中新建文件夹。
"""


def fleet_files(name: str, *, chinese: bool) -> dict[str, str]:
    """The files of a new fleet, path → text."""
    clients = _CHINESE_CLIENTS if chinese else _ENGLISH_CLIENTS
    about = "客户列表" if chinese else "The clients of this fleet."
    readme = _CHINESE_README if chinese else _ENGLISH_README
    base = starter_files(name, chinese=chinese)
    return {
        "lowcode.yaml": _FLEET.format(about=about),
        "README.md": readme.replace("NAME", name).replace("FIRST", next(iter(clients))),
        ".gitignore": _IGNORED,
        ".github/workflows/fleet.yml": _GITHUB.replace("VERSION", __version__),
        ".gitlab-ci.yml": _GITLAB.replace("VERSION", __version__).replace("IMAGE", IMAGE),
        **{f"base/{path}": text for path, text in base.items()},
        "base/scenarios.lc": _CHINESE_SCENARIO if chinese else _ENGLISH_SCENARIO,
        **{f"clients/{client}/{client}.lc": text for client, text in clients.items()},
    }
