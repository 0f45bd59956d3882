"""What `lowcode new` writes: a small specification that works and shows how to go on."""

from __future__ import annotations

import re

NAME = re.compile(r"[^\W\d]\w*")

ENGLISH = """\
# Everything about the app itself.
app {name} "{name}" {{
  locale   en
  timezone "UTC"
  currency USD
  home     Task
}}

role member  "Member"
role manager "Manager" includes member

choice Priority "Priority" {{
  low    "Low"    color gray
  normal "Normal" color blue
  high   "High"   color red
}}

# Somebody we work for.
entity Client "Client" {{
  name  "Name": text(120) required unique search
  email "E-mail": email
  phone "Phone": phone
  tasks "Tasks": many Task by client
  open  "Open tasks": int = count(tasks where not done)
}}

entity Task "Task" {{
  client   "Client": Client required on delete cascade
  name     "What": text(160) required search
  priority "Priority": Priority required default normal
  owner    "Owner": User default me
  due      "Due": date
  done     "Done": bool required default false
  done_on  "Done on": date visible when done required when done "Say when it was done" max today
  begun_on "Begun on": date max today
  notes    "Notes": longtext

  check begun_on is empty or done_on is empty or done_on >= begun_on "A task ends after it has begun"
}}

view Task {{
  list name, client, priority, owner, due, done
       sort due
       filter done, priority, owner, client
}}

menu {{ Task, Client }}

access Client {{
  member  read, create, update
  manager all
}}

access Task {{
  member  read, create
  member  update where owner == me
  manager all
}}

sample {{
  User   mary    {{ name = "Mary Field", email = "mary@example.com", roles = [manager] }}
  User   tom     {{ name = "Tom Reed", email = "tom@example.com", roles = [member] }}
  Client harbour {{ name = "Harbour Books", email = "hello@harbour.example" }}
  Task   offer   {{ client = harbour, name = "Write the offer", priority = high, due = today + 7d }}
}}
"""

CHINESE = """\
# 应用本身的设置。
app {name} "{name}" {{
  locale   zh-CN
  timezone "Asia/Shanghai"
  currency CNY
  home     任务
}}

role 员工 "员工"
role 主管 "主管" includes 员工

choice 优先级 "优先级" {{
  低 "低" color gray
  中 "中" color blue
  高 "高" color red
}}

# 我们服务的客户。
entity 客户 "客户" {{
  名称   "名称": text(120) required unique search
  邮箱   "邮箱": email
  手机   "手机": phone
  任务   "任务": many 任务 by 客户
  未完成 "未完成任务": int = count(任务 where not 已完成)
}}

entity 任务 "任务" {{
  客户   "客户": 客户 required on delete cascade
  内容   "内容": text(160) required search
  优先级 "优先级": 优先级 required default 中
  负责人 "负责人": User default me
  截止日 "截止日期": date
  已完成 "已完成": bool required default false
  完成日 "完成日期": date visible when 已完成 required when 已完成 "请填写完成日期" max today
  开始日 "开始日期": date max today
  备注   "备注": longtext

  check 开始日 is empty or 完成日 is empty or 完成日 >= 开始日 "完成日期不能早于开始日期"
}}

view 任务 {{
  list 内容, 客户, 优先级, 负责人, 截止日, 已完成
       sort 截止日
       filter 已完成, 优先级, 负责人, 客户
}}

menu {{ 任务, 客户 }}

access 客户 {{
  员工 read, create, update
  主管 all
}}

access 任务 {{
  员工 read, create
  员工 update where 负责人 == me
  主管 all
}}

sample {{
  User 李强 {{ name = "李强", email = "li@example.com", roles = [主管] }}
  User 张伟 {{ name = "张伟", email = "zhang@example.com", roles = [员工] }}
  客户 华星 {{ 名称 = "华星电子有限公司", 手机 = "13800138000" }}
  任务 报价 {{ 客户 = 华星, 内容 = "准备报价单", 优先级 = 高, 截止日 = today + 7d }}
}}
"""


def starter_files(name: str, *, chinese: bool) -> dict[str, str]:
    """The files of a new project, path → text."""
    return {"app.lc": (CHINESE if chinese else ENGLISH).format(name=name)}
