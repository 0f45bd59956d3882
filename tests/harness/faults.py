"""An app under load whose processes are killed at random moments, and what must be true afterwards all the same."""

from __future__ import annotations

import datetime
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Connection, text

from lowcode.runtime.context import utc_now
from lowcode.runtime.jobs.once import work_once
from lowcode.runtime.jobs.runner import Work
from tests.harness.apps import AppUnderTest, csrf_token, sign_in
from tests.harness.servers import Answer, WebServer, web_server

SPEC = """
app faulty "故障演练" / "Faulty" { locale zh-CN, en; timezone "Asia/Shanghai"; currency CNY }
role clerk "文员" / "Clerk"
entity Order "订单" / "Order" {
  name  "名称" / "Name": text(60) required
  total "合计" / "Total": int default 0
  ticks "次数" / "Ticks": int default 0
}
entity Note "记录" / "Note" {
  order "订单" / "Order": Order required on delete cascade
  text  "内容" / "Text": text(60) required
}
access Order { clerk all }
access Note { clerk all }
connection Outside "外部" / "Outside" { base env OUTSIDE_URL; network private; timeout 2s; attempts 50 }
rule Receive "收到" / "Receive" for Order on create {
  create Note { order = this, text = "created" }
  notify clerk "新订单 {name}"
  post Outside "/created" { name = name }
  after 2s {
    create Note { order = this, text = "later" }
    set total = total + 1
    post Outside "/later" { name = name }
  }
}
rule Tick "计数" / "Tick" for Order every 1m { set ticks = ticks + 1 }
"""

DEADLINE = 60.0
_LATER = datetime.timedelta(hours=5)
"""By so much the clock is moved again and again at the end; longer than any pause between attempts."""


@dataclass(slots=True)
class Findings:
    """What a trial has shown. `wrong` is empty, or says what is not as it must be."""

    kills: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    timers: int = 0
    calls: int = 0
    repeated_calls: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run_trial(app: AppUnderTest, kills: int, seed: int, workers: int) -> Findings:
    """Kills so many processes, the web server among `workers` others, then looks at everything."""
    started, findings = time.monotonic(), Findings()
    app.add_user("clerk", ["clerk"])
    with web_server() as outside:
        outside.answers = [_answer(number) for number in random.Random(seed).choices(range(10), k=5_000)]
        with _crew(app, outside, workers) as crew, _load(app, crew):
            _kill(crew, random.Random(seed), kills, findings)
            crew.wait_for_web()
            time.sleep(3)
        _finish(app, outside)
        _judge(app, outside, findings)
    findings.seconds = time.monotonic() - started
    return findings


def _answer(number: int) -> Answer:
    """Other systems fail, too: one in ten times, and one in ten times after they have done what they were asked."""
    return Answer(503) if number == 0 else Answer(dies=True) if number == 1 else Answer()


# --- processes ---


class _Crew:
    """The processes of the app; whoever is killed is started anew."""

    def __init__(self, app: AppUnderTest, outside: WebServer, workers: int, folder: Path) -> None:
        self._app = app
        more = {"DATABASE_URL": app.url, "OUTSIDE_URL": outside.address, "PYTHONFAULTHANDLER": "1"}
        self._environment = {**os.environ, **more, "LOWCODE_LOG_REQUESTS": "0"}
        self._log = folder / "log"
        self.port = _free_port()
        serve = ("serve", "--port", str(self.port))
        self._commands = {"web": serve, **{f"worker {number}": ("worker",) for number in range(1, workers + 1)}}
        self._running = {name: self._start(name) for name in self._commands}

    @property
    def names(self) -> list[str]:
        """Those that can be killed."""
        return list(self._commands)

    def kill(self, name: str) -> None:
        """Without any warning; then the next one begins."""
        process = self._running[name]
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._running[name] = self._start(name)

    def wait_for_web(self) -> None:
        """Until the web server answers."""
        until = time.monotonic() + DEADLINE
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.05)
        raise AssertionError("the web server does not come back")

    def end(self) -> None:
        """In good order."""
        for process in self._running.values():
            process.terminate()
        late = [name for name, process in self._running.items() if not _has_ended(process)]
        if late:
            raise AssertionError(f"{late} did not end:\n{self._log.read_text(errors='replace')[-6000:]}")

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", self._app.app.package, *self._commands[name]]
        with self._log.open("ab") as log:
            return subprocess.Popen(command, cwd=self._app.app.folder, env=self._environment, stdout=log, stderr=log)


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process that was told to end does; one that does not says where it is, and is killed."""
    try:
        process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        process.wait()
        return False
    return True


@contextmanager
def _crew(app: AppUnderTest, outside: WebServer, workers: int) -> Iterator[_Crew]:
    with tempfile.TemporaryDirectory(prefix="lowcode-faults-") as folder:
        crew = _Crew(app, outside, workers, Path(folder))
        try:
            crew.wait_for_web()
            yield crew
        finally:
            crew.end()


def _kill(crew: _Crew, chance: random.Random, kills: int, findings: Findings) -> None:
    for _ in range(kills):
        time.sleep(chance.uniform(0.3, 3.0))
        name = chance.choice(crew.names)
        crew.kill(name)
        findings.kills[name.partition(" ")[0]] += 1


# --- load ---


@contextmanager
def _load(app: AppUnderTest, crew: _Crew) -> Iterator[None]:
    """Somebody who makes orders, one after the other, as fast as the web server lets him."""
    ends = threading.Event()
    thread = threading.Thread(target=_make_orders, args=(f"http://127.0.0.1:{crew.port}", ends), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join(DEADLINE)


def _make_orders(address: str, ends: threading.Event) -> None:
    number, token = 0, ""
    with httpx2.Client(base_url=address, timeout=5) as client:
        while not ends.is_set():
            try:
                if not token:
                    client.cookies.clear()
                    sign_in(client, "clerk@example.com")
                    token = csrf_token(client.get("/order/new").text)
                number += 1
                client.post("/order/new", data={"csrf_token": token, "name": f"N{number}"})
            except httpx2.HTTPError:
                ends.wait(0.1)  # the server was killed; whether the order was made, nobody knows


# --- afterwards ---


def _finish(app: AppUnderTest, outside: WebServer) -> None:
    """Does what is left, with a clock that goes on, so that rows whose sender was killed are taken again."""
    outside.answers = [Answer()]
    moments = iter(utc_now() + _LATER * step for step in range(1, 6))
    work = Work(
        application=app.definition,
        database=app.database(),
        environment={"OUTSIDE_URL": outside.address},
        clock=lambda: next(moments),
    )
    for _ in range(5):
        work_once(work)


def _judge(app: AppUnderTest, outside: WebServer, findings: Findings) -> None:
    with app.database().reading() as connection:
        orders = {row.id: row for row in _rows(connection, 'SELECT id, name, total, ticks FROM "order"')}
        findings.orders = len(orders)
        _judge_orders(connection, orders, findings)
        _judge_rest(connection, findings)
    keys: dict[tuple[str, str], set[str]] = {}
    received = list(outside.received)
    for request in received:
        keys.setdefault((request.path, request.body.decode()), set()).add(request.headers["idempotency-key"])
    findings.calls = len(keys)
    findings.repeated_calls = len(received) - len(keys)
    expected = 2 * len(orders)
    if len(keys) != expected or any(len(each) != 1 for each in keys.values()):
        findings.wrong.append(
            f"{expected} calls were to be made, {len(keys)} were, with {sum(map(len, keys.values()))} keys"
        )


def _judge_orders(connection: Connection, orders: dict[int, Any], findings: Findings) -> None:
    notes = Counter((row.order_id, row.text) for row in _rows(connection, "SELECT order_id, text FROM note"))
    told = Counter(row.text for row in _rows(connection, "SELECT text FROM system_notification"))
    for number, order in orders.items():
        seen = (notes[number, "created"], notes[number, "later"], order.total, told[f"新订单 {order.name}"])
        if seen != (1, 1, 1, 1):
            findings.wrong.append(f"order {order.name}: notes, later notes, total, messages are {seen}")
    if not orders:
        findings.wrong.append("not one order was made")
    if sum(notes.values()) != 2 * len(orders):
        findings.wrong.append(f"{sum(notes.values())} notes for {len(orders)} orders")
    done = _rows(connection, "SELECT id FROM system_timer WHERE kind = 'rule' AND status = 'done'")
    ticks = sum(order.ticks for order in orders.values())
    if ticks != len(done):
        findings.wrong.append(f"{len(done)} runs of the schedule left {ticks} ticks")


def _judge_rest(connection: Connection, findings: Findings) -> None:
    findings.timers = len(_rows(connection, "SELECT id FROM system_timer WHERE status = 'done'"))
    for table, states in (("system_timer", "'waiting', 'failed'"), ("system_delivery", "'waiting', 'dead'")):
        stuck = _rows(connection, f"SELECT id, last_error FROM {table} WHERE status IN ({states})")
        if stuck:
            findings.wrong.append(f"{len(stuck)} rows of {table} are stuck, such as {stuck[0]}")


def _rows(connection: Connection, statement: str) -> list[Any]:
    return list(connection.execute(text(statement)))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
