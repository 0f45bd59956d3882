"""Edits of what takes time, while it is under way: flows, rules with timers, approvals; and of users."""

from __future__ import annotations

from tests.migrations.random_edits import edit
from tests.migrations.random_model import Drop, Form, Option
from tests.migrations.random_picture import Stay
from tests.migrations.random_removals import drop_field
from tests.migrations.random_renames import rename
from tests.migrations.random_worlds import OPTION_NAMES, Script, World


@edit("rename a rule whose timers wait")
def rename_rule(world: World) -> Script:
    rule = world.new_rule(world.entity())
    yield
    rule.was.insert(0, rule.name)
    rule.name = world.name(("Nudge", "Prompt"))


@edit("remove a rule whose timers wait")
def remove_rule(world: World) -> Script:
    rule = world.new_rule(world.entity())
    yield
    world.spec.rules.remove(rule)
    world.picture.waits = [wait for wait in world.picture.waits if wait.rule != rule.key]


@edit("rename an approval with requests")
def rename_approval(world: World) -> Script:
    approval = world.new_approval(world.entity())
    yield
    approval.was.insert(0, approval.name)
    approval.name = world.name(("Clearance", "Permit"))


@edit("rename a step with requests")
def rename_step(world: World) -> Script:
    approval = world.new_approval(world.entity())
    yield
    rename(world, world.chance.choice(approval.steps.options), OPTION_NAMES)


@edit("rename an approval and its step")
def rename_approval_and_step(world: World) -> Script:
    approval = world.new_approval(world.entity())
    yield
    approval.was.insert(0, approval.name)
    approval.name = world.name(("Clearance", "Permit"))
    rename(world, approval.steps.options[0], OPTION_NAMES)


@edit("drop an approval with requests")
def drop_approval(world: World) -> Script:
    approval = world.new_approval(world.entity())
    yield
    world.spec.approvals.remove(approval)
    world.spec.drops.append(Drop("approval", approval.name))
    world.picture.requests = [each for each in world.picture.requests if each.approval != approval.key]


@edit("rename an entity with a flow, a rule and an approval")
def rename_busy_entity(world: World) -> Script:
    entity = world.new_entity(claimed=True)
    world.new_flow(entity)
    world.new_rule(entity)
    world.new_approval(entity)
    yield
    entity.was.insert(0, entity.name)
    entity.name = world.name(("Busy", "Moving"))


@edit("drop an entity with a flow, a rule and an approval")
def drop_busy_entity(world: World) -> Script:
    entity = world.new_entity(claimed=True)
    flow, _ = world.new_flow(entity)
    rule, approval = world.new_rule(entity), world.new_approval(entity)
    yield
    world.spec.entities.remove(entity)
    world.spec.choices.remove(flow)
    world.spec.rules.remove(rule)
    world.spec.approvals.remove(approval)
    world.spec.drops += [Drop("entity", entity.name), Drop("approval", approval.name)]
    world.picture.forget_entity(entity)


@edit("drop a flow with its field")
def drop_flow(world: World) -> Script:
    flow, each = world.new_flow()
    yield
    assert flow.entity is not None
    world.spec.choices.remove(flow)
    drop_field(world, flow.entity, each)
    world.picture.stays = [stay for stay in world.picture.stays if stay.flow != flow.key]


@edit("add a flow")
def add_flow(world: World) -> Script:
    entity = world.new_entity()
    world.flowing.add(entity.key)
    yield
    flow, each = world.put_flow(entity)
    start = flow.options[0].key
    world.picture.set_all(entity, each, start)
    world.picture.stays += [Stay(flow.key, entity.key, number, start, False) for number in world.picture.of(entity)]


@edit("rename a role")
def rename_role(world: World) -> Script:
    roles = world.spec.people.fields[3].form.choice
    assert roles is not None
    yield
    if not roles.options[2].was:
        rename(world, roles.options[2], ("assistant", "aide"))


@edit("drop a role in favour of another")
def drop_role(world: World) -> Script:
    people = world.spec.people
    roles = people.fields[3].form.choice
    assert roles is not None
    yield
    gone, instead = roles.options[-1], roles.options[1]
    if gone.name != "guest":
        return
    roles.options.remove(gone)
    world.spec.drops.append(Drop("role", gone.name, None, instead))
    for record in world.picture.of(people).values():
        held = record[people.fields[3].key]
        record[people.fields[3].key] = held - {gone.key} | ({instead.key} if gone.key in held else set())


@edit("drop a role")
def forget_role(world: World) -> Script:
    people = world.spec.people
    roles = people.fields[3].form.choice
    assert roles is not None
    gone = Option(world.name(("extra", "spare")), "Spare")
    roles.options.insert(0, gone)
    yield
    roles.options.remove(gone)
    world.spec.drops.append(Drop("role", gone.name))
    for record in world.picture.of(people).values():
        record[people.fields[3].key] -= {gone.key}


@edit("drop a step in favour of another")
def drop_step(world: World) -> Script:
    approval = world.new_approval(world.entity())
    approval.steps.options.append(world.new_option())
    yield
    gone, instead = approval.steps.options[2], approval.steps.options[1]
    approval.steps.options.remove(gone)
    world.spec.drops.append(Drop("step", f"{approval.name}.{gone.name}", None, instead))
    for request in world.picture.requests:
        if request.approval == approval.key:
            request.steps = [(instead.key if step == gone.key else step, status) for step, status in request.steps]


@edit("add a field to users")
def add_user_field(world: World) -> Script:
    yield
    made = world.add_user_field(Form("int"), required=True, default="4")
    world.picture.set_all(world.spec.people, made, 4)


@edit("rename a field of users")
def rename_user_field(world: World) -> Script:
    made = world.add_user_field(Form("text", length=40))
    yield
    rename(world, made)


@edit("drop a field of users")
def drop_user_field(world: World) -> Script:
    made = world.add_user_field(Form("date"))
    yield
    drop_field(world, world.spec.people, made)


@edit("a reference to users becomes text")
def user_to_text(world: World) -> Script:
    people = world.spec.people
    host, each = world.field(Form("reference", target=people), world.entity())
    yield
    names = {number: record[people.fields[0].key] for number, record in world.picture.of(people).items()}
    each.form = Form("text", length=80)
    world.picture.forget_notes(each)
    world.picture.change_all(host, each, names.__getitem__)


@edit("another state becomes the first")
def reorder_states(world: World) -> Script:
    flow, _ = world.new_flow()
    yield
    flow.options[0], flow.options[1] = flow.options[1], flow.options[0]
