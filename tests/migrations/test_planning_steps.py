"""Every change of a specification becomes the steps that it should: tables of what was, what is, and what happens."""

from __future__ import annotations

import pytest

from lowcode.codegen.migrations.planner import planned
from lowcode.codegen.migrations.snapshot import snapshot_from_json
from tests.migrations.planning import HEAD, Case, planned_steps, project_of, snapshot_after, steps_of, thing
from tests.migrations.planning_fields import CASES as FIELDS
from tests.migrations.planning_types import CASES as TYPES


@pytest.mark.parametrize("case", [*FIELDS, *TYPES], ids=lambda case: case.title)
def test_fields_of_an_entity(case: Case) -> None:
    assert planned_steps(thing(case.before), thing(case.after, case.words)) == case.steps


ENTITY = (
    'entity Thing "Thing" { name "Name": text(40) required; t: Tag; m: many of Color; l: rows { n: int; c: Color } }'
)
FLOW = """
flow Life "Life" for Thing { fresh "Fresh" start; mid "Mid"; old "Old" end
  fresh -> mid "Go" by staff
  mid -> old "End" after 3d
  on stay mid longer than 2d { set name = "x" }
}
approval Check "Check" for Thing { step one "One": any of staff; step two "Two": any of boss }
rule Remind "Remind" for Thing on create { after 2d { set name = "y" } }
"""
STATES = f"{thing('s: Life')}{FLOW}"
IN_CHINESE = f"""{thing("s: Life")}
flow Life "Life" for Thing {{ 接洽 "A" start; 报价 "B"; 输了 "C" end
  接洽 -> 报价 "Go" by staff
  接洽, 报价 -> 输了 "End" by staff
  on stay 接洽 longer than 2d {{ after 1d {{ set name = "x" }} }}
}}
"""
WHOLE = f"{HEAD}{ENTITY}\naccess Thing {{ staff all }}\n"


def edited(text: str, *edits: tuple[str, str], words: str = "") -> str:
    """The text after replacements that must each find something."""
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    return text + words


WITHOUT_CHECK = (FLOW[FLOW.index("approval") : FLOW.index("rule")], "")
ENTITY_CASES = {
    "another name": (
        WHOLE,
        edited(WHOLE, ('entity Thing "Thing" {', 'entity Ding "Thing" { was Thing; '), ("access Thing", "access Ding")),
        ("rename_table Ding", "rename_table Ding.l"),
    ),
    "perhaps another name": (
        WHOLE,
        edited(WHOLE, ("entity Thing", "entity Ding"), ("access Thing", "access Ding")),
        ("LC630",),
    ),
    "gone without a word": (WHOLE, HEAD, ("LC601",)),
    "dropped": (
        WHOLE,
        f'{HEAD}drop entity Thing "why"',
        ("archive_table Thing (recoverable)", "archive_table Thing.l (recoverable)"),
    ),
    "dropped, while another gets its name": (
        WHOLE,
        f'{HEAD}entity Item as thing {{ title_: text(20) }}\naccess Item {{ staff all }}\ndrop entity Thing "why"',
        (
            "create_table Item",
            "create_table Item",
            "archive_table Thing (recoverable)",
            "archive_table Thing.l (recoverable)",
        ),
    ),
    "new": (HEAD, WHOLE, ("create_table Thing",) * 3 + ("create_table Thing.l",)),
    "rows have another name": (
        WHOLE,
        edited(WHOLE, ("l: rows { n: int; c: Color }", "k: rows { n: int; c: Color } was l")),
        ("rename_table Thing.k", "rename_column Thing.k"),
    ),
    "rows dropped": (
        WHOLE,
        edited(WHOLE, ("; l: rows { n: int; c: Color }", ""), words='drop field Thing.l "why"'),
        ("archive_table Thing.l (recoverable)",),
    ),
    "a field of rows": (
        WHOLE,
        edited(WHOLE, ("n: int;", "q: decimal(10,2) was n;")),
        ("rename_column Thing.l.q", "convert_column Thing.l.q"),
    ),
    "a list of options has another name": (
        WHOLE,
        edited(WHOLE, ("m: many of Color", "k: many of Color was m")),
        ("rename_column Thing.k",),
    ),
    "two change places": (
        WHOLE,
        edited(
            WHOLE,
            ('entity Tag "Tag" {', 'entity Tagg "Tag" { was Other;'),
            ('entity Other "Other" {', 'entity Other "Other" { was Tag;'),
            ("entity Tagg", "entity Tag"),
            ("t: Tag", "t: Other"),
        ),
        ("rename_table Tag", "rename_table Other"),
    ),
    "another table name": (
        WHOLE,
        edited(WHOLE, ('entity Tag "Tag"', 'entity Tag "Tag" as label')),
        ("rename_table Tag",),
    ),
}
OPTION_CASES = {
    "another name": (
        WHOLE,
        edited(WHOLE, ('red "Red"; green "Green"; blue "Blue" }', 'ruby "Red" was red; green "Green"; blue "Blue" }')),
        (
            "rename_option Color.ruby",
            "add_check ck_thing_l_c_options",
            "add_check ck_thing_m_option",
        ),
    ),
    "one more": (
        WHOLE,
        edited(WHOLE, ('blue "Blue" }', 'blue "Blue"; black "Black" }')),
        ("add_options Color", "add_check ck_thing_l_c_options", "add_check ck_thing_m_option"),
    ),
    "gone without a word": (WHOLE, edited(WHOLE, ('green "Green"; blue "Blue" }', 'blue "Blue" }')), ("LC632",)),
    "perhaps another name": (WHOLE, edited(WHOLE, ('blue "Blue" }', 'navy "Blue" }')), ("LC633",)),
    "gone from a choice that nothing uses": (WHOLE, edited(WHOLE, ('oak "Oak"; ', "")), ()),
    "gives way to another": (
        WHOLE,
        edited(WHOLE, ('; blue "Blue" }', " }"), words='drop option Color.blue to red "why"'),
        (
            "drop_option Color.blue (recoverable)",
            "add_check ck_thing_l_c_options",
            "add_check ck_thing_m_option",
        ),
    ),
    "a role with another name": (
        STATES,
        edited(STATES, ('role boss "Boss"', 'role chief "Boss" was boss'), ("any of boss", "any of chief")),
        ("rename_option Role.chief", "add_check ck_user_roles_option"),
    ),
    "a role gone without a word": (
        STATES,
        edited(STATES, ('role boss "Boss"', ""), ("any of boss", "any of staff")),
        ("LC632",),
    ),
    "a role gives way": (
        STATES,
        edited(
            STATES, ('role boss "Boss"', ""), ("any of boss", "any of staff"), words='drop role boss to staff "why"'
        ),
        ("drop_option Role.boss (recoverable)", "add_check ck_user_roles_option"),
    ),
}
ROWS = (
    f'{HEAD}entity Thing "Thing" {{ name "Name": text(40); '
    'parts "Parts": rows { size "Size": int; photo: files } }\n'
    "access Thing { staff all }\n"
)
PART = """entity Part "Part" was Thing.parts { thing "Thing": Thing required; size "Size": int; photo: files }
access Part { staff all }
"""
APART = edited(ROWS, ('; parts "Parts": rows { size "Size": int; photo: files }', ""), words=PART)
ROWS_CASES = {
    "a sub-table becomes an entity": (
        ROWS,
        APART,
        (
            "create_table Part",
            "rename_table Part",
            "rename_column Part.thing",
            "archive_column Part.position (recoverable)",
            "store_computed Part.title_text_sort",
            "add_reference fk_part_thing_id",
            "change_reference fk_thing_parts_owner_record_id",
        ),
    ),
    "without a word": (ROWS, edited(APART, (" was Thing.parts", "")), ("LC630",)),
    "of which nobody knows whose they are": (
        ROWS,
        edited(APART, ("Thing required;", "Thing required; other: Thing;")),
        ("LC605", "LC631"),
    ),
    "which is said": (
        ROWS,
        edited(APART, ("Thing required;", "Thing required was owner_record; other: Thing;")),
        (
            "create_table Part",
            "rename_table Part",
            "rename_column Part.thing",
            "add_column Part.other",
            "archive_column Part.position (recoverable)",
            "store_computed Part.title_text_sort",
            "add_reference fk_part_thing_id",
            "change_reference fk_thing_parts_owner_record_id",
        ),
    ),
    "with a list in its place, but without a word": (
        ROWS,
        edited(APART, (" was Thing.parts", ""), ('"Thing" { name', '"Thing" { parts: many Part by thing; name')),
        ("LC630",),
    ),
}
PROCESS_CASES = {
    "a state with another name": (
        STATES,
        edited(
            STATES,
            ('mid "Mid"', 'half "Mid" was mid'),
            ("-> mid", "-> half"),
            ("mid ->", "half ->"),
            ("stay mid", "stay half"),
        ),
        (
            "rename_option Life.half",
            "rename_in_rows Life.fresh_to_half",
            "rename_in_rows Life.half_to_old",
            "rename_in_rows Life.on_stay_half",
            "add_check ck_thing_s_options",
        ),
    ),
    "a state gives way": (
        STATES,
        edited(
            STATES,
            ('mid "Mid"; ', ""),
            ("fresh -> mid", "fresh -> old"),
            ('  mid -> old "End" after 3d\n', ""),
            ("stay mid", "stay fresh"),
            words='drop option Life.mid to old "why"',
        ),
        (
            "drop_option Life.mid (recoverable)",
            "cancel_waiting Life.fresh_to_mid",
            "cancel_waiting Life.mid_to_old",
            "cancel_waiting Life.on_stay_mid",
            "add_check ck_thing_s_options",
        ),
    ),
    "a transition less": (
        STATES,
        edited(STATES, ('mid -> old "End" after 3d', 'fresh -> old "End" by staff')),
        ("cancel_waiting Life.mid_to_old",),
    ),
    "states that are called in Chinese, with other names": (
        IN_CHINESE,
        edited(
            IN_CHINESE,
            ('接洽 "A"', '初谈 "A" was 接洽'),
            ("接洽 ->", "初谈 ->"),
            ("接洽,", "初谈,"),
            ("stay 接洽", "stay 初谈"),
        ),
        (
            "rename_option Life.初谈",
            "rename_in_rows Life.chu_tan_to_bao_jia",
            "rename_in_rows Life.chu_tan_or_bao_jia_to_shu_le",
            "rename_in_rows Life.on_stay_chu_tan",
            "rename_in_rows Life.on_stay_chu_tan.after_1",
            "add_check ck_thing_s_options",
        ),
    ),
    "a flow with another name": (
        STATES,
        edited(STATES, ("s: Life", "s: Path"), ('flow Life "Life"', 'flow Path "Life" was Life')),
        ("rename_in_rows Path",),
    ),
    "perhaps another name of a flow": (
        STATES,
        edited(STATES, ("s: Life", "s: Path"), ('flow Life "Life"', 'flow Path "Life"')),
        ("LC635",),
    ),
    "another flow": (
        STATES,
        edited(STATES, ("s: Life", "s: Path"), ('flow Life "Life"', 'flow Path "Life"'), words='drop flow Life "why"'),
        ("widen_column Thing.s", "cancel_waiting Life"),
    ),
    "a flow becomes a choice": (
        STATES,
        edited(
            STATES, (FLOW[: FLOW.index("approval")], 'choice Life "Life" { fresh "Fresh"; mid "Mid"; old "Old" }\n')
        ),
        ("cancel_waiting Life",),
    ),
    "an approval with another name": (
        STATES,
        edited(
            STATES, ('approval Check "Check"', 'approval Look "Check" was Check'), ('; step two "Two": any of boss', "")
        ),
        ("rename_in_rows Look", "cancel_waiting Look.two"),
    ),
    "perhaps another name of a step": (
        STATES,
        edited(STATES, ('approval Check "Check"', 'approval Look "Check" was Check'), ("step two", "step three")),
        ("LC633",),
    ),
    "another step": (
        STATES,
        edited(STATES, ("step two", "step three"), words='drop step Check.two "why"'),
        ("cancel_waiting Check.two",),
    ),
    "a step with another name": (
        STATES,
        edited(STATES, ('step two "Two":', 'step three "Two" was two:')),
        ("rename_in_rows Check.three",),
    ),
    "an approval gone without a word": (STATES, edited(STATES, WITHOUT_CHECK), ("LC634",)),
    "an approval dropped": (
        STATES,
        edited(STATES, WITHOUT_CHECK, words='drop approval Check "why"'),
        ("cancel_waiting Check",),
    ),
    "a rule with another name": (
        STATES,
        edited(STATES, ('rule Remind "Remind"', 'rule Recall "Remind" was Remind')),
        ("rename_in_rows Recall",),
    ),
    "a rule less": (STATES, edited(STATES, (FLOW[FLOW.index("rule") :], "")), ("cancel_waiting Remind",)),
    "a rule that no longer waits": (
        STATES,
        edited(STATES, ('after 2d { set name = "y" }', 'set name = "y"')),
        ("cancel_waiting Remind.after_1",),
    ),
}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [*ENTITY_CASES.values(), *OPTION_CASES.values(), *ROWS_CASES.values(), *PROCESS_CASES.values()],
    ids=[
        *ENTITY_CASES,
        *(f"option {name}" for name in OPTION_CASES),
        *(f"rows {name}" for name in ROWS_CASES),
        *PROCESS_CASES,
    ],
)
def test_entities_options_and_processes(before: str, after: str, expected: tuple[str, ...]) -> None:
    assert tuple(step.partition(":")[0] for step in planned_steps(before, after)) == expected


def test_a_sub_table_that_was_dropped_comes_back_with_its_rows() -> None:
    before = thing("l: rows { n: int; c: Color }")
    without = snapshot_after(thing("", 'drop field Thing.l "unused"'), snapshot_after(before))
    back = planned(project_of(before, without), snapshot_from_json(without))
    assert not back.problems
    assert steps_of(back)[0] == "restore_table Thing.l: RestoreTable LeaveOrphans"
