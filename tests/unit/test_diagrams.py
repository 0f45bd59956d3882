"""`lowcode diagram`: nothing overlaps, every reference of a file leads somewhere, labels cannot become markup."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from lowcode.checking import check
from lowcode.cli.main import app
from lowcode.diagrams.bpmn import bpmn
from lowcode.diagrams.graphs import Drawer, Graph
from lowcode.diagrams.layout import placed
from lowcode.diagrams.mermaid import mermaid
from lowcode.diagrams.svg import svg
from lowcode.workspace import read_sources
from tests.harness.projects import GOLDEN_CASES

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
HOSTILE = '"</text><script>alert(1)</script>{{ 7*7 }}; %% -->'


def graphs_of(folder: Path, locale: int = 0) -> dict[str, Graph]:
    sources = read_sources(folder)
    application = check(sources.files, sources.data_files, sources.problems).application
    assert application is not None
    return {graph.identifier: graph for graph in Drawer(application, dict(sources.files), locale).graphs()}


@pytest.fixture(scope="module")
def graphs() -> dict[str, Graph]:
    return graphs_of(GOLDEN_CASES / "processes")


def test_there_is_one_for_everything(graphs: dict[str, Graph]) -> None:
    assert [(graph.identifier, graph.kind) for graph in graphs.values()] == [
        ("loan_flow", "flow"),
        ("signing", "approval"),
        ("entities", "entities"),
    ]


def test_boxes_do_not_overlap(graphs: dict[str, Graph]) -> None:
    for graph in graphs.values():
        boxes = placed(graph).boxes
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                apart = (
                    one.x + one.width <= other.x
                    or other.x + other.width <= one.x
                    or one.y + one.height <= other.y
                    or other.y + other.height <= one.y
                )
                assert apart, (graph.identifier, one.node.id, other.node.id)


@pytest.mark.parametrize("name", ["loan_flow", "signing"])
def test_bpmn_is_whole(graphs: dict[str, Graph], name: str) -> None:
    root = ElementTree.fromstring(bpmn(graphs[name]))
    process = root.find(f"{MODEL}process")
    assert process is not None
    elements = {each.attrib["id"]: each for each in process}
    flows = [each for each in elements.values() if each.tag == f"{MODEL}sequenceFlow"]
    assert flows
    for flow in flows:
        for end, side in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            sides = [each.text for each in elements[flow.attrib[end]].findall(f"{MODEL}{side}")]
            assert flow.attrib["id"] in sides
    drawn = {each.attrib["bpmnElement"] for each in root.iter() if "bpmnElement" in each.attrib} - {
        process.attrib["id"]
    }
    assert drawn == set(elements)


def test_what_the_clock_does_is_a_timer(graphs: dict[str, Graph]) -> None:
    text = bpmn(graphs["loan_flow"])
    assert '<timeDuration xsi:type="tFormalExpression">P30D</timeDuration>' in text
    assert 'attachedToRef="node_checked"' in text


def test_steps_side_by_side_stand_between_parallel_gateways(graphs: dict[str, Graph]) -> None:
    assert bpmn(graphs["signing"]).count("<parallelGateway") == 2


def test_mermaid(graphs: dict[str, Graph]) -> None:
    states = mermaid(graphs["loan_flow"])
    assert "stateDiagram-v2" in states
    assert "[*] --> s1" in states
    assert "flowchart LR" in mermaid(graphs["signing"])
    assert "erDiagram" in mermaid(graphs["entities"])


def test_labels_cannot_become_markup(tmp_path: Path) -> None:
    source = (GOLDEN_CASES / "processes" / "app.lc").read_text(encoding="utf-8")
    hostile = HOSTILE.replace('"', '\\"').replace("{", "\\{")
    (tmp_path / "app.lc").write_text(source.replace('asked   "Asked"', f'asked "{hostile}"'), encoding="utf-8")
    graph = graphs_of(tmp_path)["loan_flow"]
    assert any(node.label == HOSTILE for node in graph.nodes)
    for text in (svg(placed(graph)), bpmn(graph)):
        assert "<script>" not in text
        ElementTree.fromstring(text)
    assert not re.search(r"<script|\{\{", mermaid(graph))


def test_the_command_writes_files(tmp_path: Path) -> None:
    spec = str(GOLDEN_CASES / "processes")
    for kind, names in {
        "svg": {"loan_flow.svg", "signing.svg", "entities.svg"},
        "bpmn": {"loan_flow.bpmn", "signing.bpmn"},
    }.items():
        out = tmp_path / kind
        result = CliRunner().invoke(app, ["diagram", spec, "--format", kind, "--out", str(out)])
        assert result.exit_code == 0, result.output
        assert {path.name for path in out.iterdir()} == names
    result = CliRunner().invoke(app, ["diagram", spec, "--only", "Nothing", "--lang", "en"])
    assert result.exit_code == 2
    assert "no flow or approval called `Nothing`" in result.output
