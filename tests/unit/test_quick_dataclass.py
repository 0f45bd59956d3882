"""The quick decorator behaves as the standard one does for frozen classes."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import ClassVar

import pytest

from lowcode.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0
    tags: tuple[str, ...] = dataclasses.field(default_factory=tuple)
    note: str = dataclasses.field(default="", compare=False, repr=False)
    dimensions: ClassVar[int] = 2


@dataclass(frozen=True, kw_only=True)
class Base:
    a: int

    def double(self) -> int:
        return self.a * 2


@dataclass(frozen=True, kw_only=True)
class Derived(Base):
    b: int = 1

    def __post_init__(self) -> None:
        if self.b < 0:
            raise ValueError("negative")


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


def test_construction_and_defaults() -> None:
    assert Point(1) == Point(1, 0, ())
    assert Point(1, y=2).y == 2
    assert Derived(a=2).double() == 4
    with pytest.raises(TypeError):
        Point()  # type: ignore[call-arg] # on purpose
    with pytest.raises(TypeError):
        Derived(1, 2)  # type: ignore[misc] # on purpose


def test_equality_and_hash() -> None:
    assert Point(1, note="a") == Point(1, note="b")
    assert hash(Point(1, note="a")) == hash(Point(1, note="b"))
    assert Point(1) != Point(2)
    assert Point(1) != (1, 0, ())
    assert Base(a=1) != Derived(a=1)
    assert Nothing() == Nothing()
    assert len({Nothing(), Nothing()}) == 1


def test_frozen() -> None:
    point = Point(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2  # type: ignore[misc] # on purpose
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    with pytest.raises(TypeError):
        dataclass(frozen=False)


def test_the_tools_of_the_standard_library() -> None:
    assert dataclasses.replace(Point(1, 2), x=3) == Point(3, 2)
    assert [field.name for field in dataclasses.fields(Derived)] == ["a", "b"]
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 0, "tags": (), "note": ""}
    assert repr(Point(1)) == "Point(x=1, y=0, tags=())"
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)


def test_post_init() -> None:
    with pytest.raises(ValueError, match="negative"):
        Derived(a=1, b=-1)


@dataclass(frozen=True, slots=True)
class Mixed:
    x: int
    z: int = 3
    y: int = dataclasses.field(kw_only=True)
    w: int = dataclasses.field(kw_only=True, default=4)


def test_plain_fields_in_every_position() -> None:
    assert dataclasses.astuple(Mixed(1, y=2)) == (1, 3, 2, 4)
    assert dataclasses.astuple(Mixed(z=1, x=5, w=7, y=2)) == (5, 1, 2, 7)
    assert Mixed.__init__.__qualname__ == "Mixed.__init__"
    with pytest.raises(TypeError, match=r"Mixed.__init__\(\) missing 1 required keyword-only argument: 'y'"):
        Mixed(1)  # type: ignore[call-arg] # on purpose
    with pytest.raises(TypeError, match="unexpected keyword argument 'v'"):
        Mixed(1, y=2, v=3)  # type: ignore[call-arg] # on purpose


def test_a_default_before_none_is_refused() -> None:
    class Wrong:
        x: int = 1
        y: int

    with pytest.raises(TypeError, match="without a default"):
        dataclass(frozen=True)(Wrong)


def test_pickling_and_copying() -> None:
    point = Point(1, 2, ("a",), note="kept")
    for copied in (pickle.loads(pickle.dumps(point)), copy.copy(point), copy.deepcopy(Derived(a=1))):
        assert copied in (point, Derived(a=1))
    assert pickle.loads(pickle.dumps(point)).note == "kept"


@dataclass(frozen=True, slots=True)
class Node:
    value: int


@dataclass(frozen=True, slots=True)
class Leaf(Node):
    color: str = "green"


def test_slots_and_inheritance() -> None:
    leaf = Leaf(1)
    assert not hasattr(leaf, "__dict__")
    assert Leaf.__slots__ == ("color",)
    assert (leaf.value, leaf.color, Leaf.__qualname__) == (1, "green", "Leaf")
    assert dataclasses.replace(leaf, value=2) == Leaf(2)

    @dataclasses.dataclass(frozen=True)
    class Standard(Node):
        more: int = 1

    assert Standard(1).more == 1


def test_annotations_must_be_texts() -> None:
    made = type("Evaluated", (), {"__annotations__": {"x": int}})
    with pytest.raises(TypeError, match="from __future__ import annotations"):
        dataclass(frozen=True)(made)
