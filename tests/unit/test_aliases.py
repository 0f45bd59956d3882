"""Aliases that the threads of a server share are complete before anyone has them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Integer, String
from sqlalchemy import inspect as inspection_of
from sqlalchemy.orm import DeclarativeBase, Mapped, aliased, mapped_column
from sqlalchemy.sql.base import WriteableColumnCollection

from lowcode.runtime.database import aliases
from lowcode.runtime.database.aliases import complete_models, shared_alias


class Model(DeclarativeBase):
    pass


class Deal(Model):
    __tablename__ = "deal"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    stage: Mapped[str] = mapped_column(String)


def test_nothing_is_left_to_be_completed_at_the_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    alias = shared_alias(Deal, "complete")

    def stopped(_: object) -> None:
        pytest.fail("another thread would look columns up in what is half done here")

    monkeypatch.setattr(WriteableColumnCollection, "_init_proxy_index", stopped)
    assert str(alias.stage == "won") == "deal_1.stage = :stage_1"


def test_models_are_complete_before_threads_use_them(monkeypatch: pytest.MonkeyPatch) -> None:
    class Base(DeclarativeBase):
        pass

    class Person(Base):
        __tablename__ = "person"
        id: Mapped[int] = mapped_column(Integer, primary_key=True)

    complete_models([Person])
    assert inspection_of(Person).configured

    def stopped(_: object) -> None:
        pytest.fail("another thread would look columns up in what is half done here")

    monkeypatch.setattr(WriteableColumnCollection, "_init_proxy_index", stopped)
    table = inspection_of(Person).local_table
    assert table.corresponding_column(table.c.id) is table.c.id


def test_threads_that_come_together_have_the_same_alias(monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(2)
    make = aliased

    def slowly(model: type[Deal]) -> object:
        with pytest.raises(threading.BrokenBarrierError):
            together.wait(0.05)
        return make(model)

    monkeypatch.setattr(aliases, "aliased", slowly)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: shared_alias(Deal, "together"), range(2))
    assert first is second
