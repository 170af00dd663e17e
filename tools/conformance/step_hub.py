"""Waiting, snapshots, new spaces, and pushes that the hub does not accept."""

import copy
import dataclasses
import threading
import time

from device import Device
from fieldbook_wire import hashes
from fieldbook_wire.limits import WAIT_MILLISECONDS
from fieldbook_wire.merge import LIFE
from fieldbook_wire.model import TEXT, TRUE, CellKey, Value, Write
from fieldbook_wire.requests import ChunkWish
from fieldbook_wire.responses import (
    ACCEPTED, FORK, GAP, REASON_FOREIGN_ACTOR, REASON_SIGNATURE, REFUSED, Acknowledgement, Changes,
)
from programs import Colleague
from step_editing import make_conflict
from world import World

MANY_CHANGES = 300
FEW_BYTES = 2_048
REASON_ROLE = 2


def wait(world: World) -> None:
    """The hub holds an answer until there is something to say."""
    world.settle()
    started = time.monotonic()
    answers = []
    waiting = threading.Thread(
        target=lambda: answers.append(world.pia.exchange(wait=WAIT_MILLISECONDS))
    )
    waiting.start()
    time.sleep(1)
    is_held = not answers
    world.anna.do("set", world.reference, "nextStep=wake Pia")
    world.anna.do("sync")
    waiting.join()
    seconds = time.monotonic() - started
    world.report.check("the hub holds its answer while there is nothing to say", is_held)
    is_early = seconds < WAIT_MILLISECONDS / 2000
    world.report.check("it answers when there is news", is_early, seconds)
    is_news = any(isinstance(update, Changes) for update in answers[0].updates)
    world.report.check("the news are changes", is_news, answers)
    answer = world.pia.exchange(wait=300)
    is_empty = not answer.updates and not answer.has_more
    world.report.check("it answers when the time is over", is_empty)


def snapshot(world: World) -> None:
    """New devices take a long history in as a snapshot, with an open conflict in it."""
    report, pia, space = world.report, world.pia, world.space
    for count in range(MANY_CHANGES):
        pia.edit(space, world.key("name"), Value(TEXT, f"Kemi uptime contract, draft {count}"))
    world.settle()
    make_conflict(world)
    late = Device(world.hub, "pia")
    late.enroll(world.administrator.invite("pia"), "pia-late")
    late.sync(most_bytes=FEW_BYTES)
    world.settle()
    late.sync()
    held = late.space(space.space)
    report.equal("a long history comes as a snapshot", held.snapshots, 1)
    world.check_same_state("after a snapshot", late)
    shown = held.state.shown(world.key("money"), "review(base)@1")
    report.equal("a snapshot keeps the conflict", shown.status, "conflict")
    anna = Colleague(world.programs, world.directory / "anna-late", "anna")
    anna.do("enroll", f"http://{world.hub.host}", "--invite", world.administrator.invite("anna"))
    anna.do("sync")
    found = anna.digests()[world.account][0]
    world.settle()
    report.equal("the program's snapshot has the same digest", found, space.state.digest())
    late.edit(held, world.key("name"), Value(TEXT, "Kemi, by the late device"))
    late.sync()
    world.settle()
    late.sync()
    world.check_same_state("after an edit on top of a snapshot", late)


def fresh_snapshot(world: World) -> None:
    """A fresh snapshot, joined with what a device holds, changes nothing."""
    space = world.space
    before = space.state.digest(), space.state.vector, space.snapshots
    wish = ChunkWish(space.ordinal, 0, 0)
    world.pia.exchange(chunks=(wish,))
    world.pia.sync()
    after = space.state.digest(), space.state.vector, space.snapshots - 1
    world.report.equal("a fresh snapshot changes nothing", after, before)


def new_space(world: World) -> None:
    """Pia makes an account and shares it with Anna."""
    pia = world.pia
    made = pia.make_space()
    record = int.from_bytes(made.space[:8], "big") >> 1
    pia.write(made, _record("account", record, name="Ruukki Steel"))
    pia.write(made, _access(made.space, "pia", "manager"))
    pia.write(made, _access(made.space, "anna", "viewer"))
    world.settle()
    world.report.check("a new space gets an ordinal", made.ordinal is not None)
    names = [each["fields"]["name"] for each in world.anna.ask("list", "account")]
    world.report.check("the new account arrives", "Ruukki Steel" in names, names)
    world.check_same_state("after a new space")


def _record(kind: str, record: int, **texts: str) -> list[Write]:
    """The writes of a new record with texts."""
    values = {LIFE: Value(TRUE)} | {name: Value(TEXT, text) for name, text in texts.items()}
    return [Write(CellKey(kind, record, name), (), value) for name, value in values.items()]


def _access(space: bytes, user: str, role: str) -> list[Write]:
    """The writes of an access record, whose id follows from the user."""
    record = hashes.derived_record(space, "access", [Value(TEXT, user)])
    return _record("access", record, user=user, role=role)


def pushes(world: World) -> None:
    """The hub tells why it does not accept a push, and stores nothing of it."""
    world.settle()
    report = world.report
    report.equal("a wrong signature is refused", _offer(world, _sign_wrongly)[1:],
                 (REFUSED, REASON_SIGNATURE))
    report.equal("another's name is refused", _offer(world, _as_anna)[1:],
                 (REFUSED, REASON_FOREIGN_ACTOR))
    report.equal("an editor gives nobody a role", _offer(world, _give_role)[1:],
                 (REFUSED, REASON_ROLE))
    report.equal("a gap is told", _offer(world, _leave_gap)[1:], (GAP, None))
    report.equal("a fork is told", _offer(world, _write_twice)[1:], (FORK, None))
    report.equal("a repeated push is recognised", _offer(world, _repeat)[1:], (ACCEPTED, None))
    world.settle()
    world.check_same_state("after refusals")


def _offer(world: World, prepare) -> tuple[int, int, int | None]:
    """Sends what a copy of Pia's device would send; answers its acknowledgement."""
    copied = copy.deepcopy(world.pia)
    space = copied.space(world.space.space)
    request = prepare(copied, space)
    answer: Acknowledgement = copied.send(request).acknowledgements[0]
    return answer.accepted, answer.result, answer.reason


def _next_step(device: Device, space) -> None:
    """An edit."""
    key = next(CellKey(*key, "nextStep") for key in space.state.records if key[0] == "opportunity")
    device.edit(space, key, Value(TEXT, f"step {time.time()}"))


def _sign_wrongly(device: Device, space):
    """An edit whose signature is over something else."""
    _next_step(device, space)
    request = device.request(device.unsent())
    salt, signature = request.signature
    return dataclasses.replace(request, signature=(bytes(len(salt)), signature))


def _as_anna(device: Device, space):
    """An edit under another user's name."""
    device.user = "anna"
    _next_step(device, space)
    return device.request(device.unsent())


def _give_role(device: Device, space):
    """An access record by somebody who is no manager."""
    device.write(space, _access(space.space, "zoe", "manager"))
    return device.request(device.unsent())


def _leave_gap(device: Device, space):
    """The second of two edits alone."""
    _next_step(device, space)
    _next_step(device, space)
    space.accepted[device.replica] += 1
    return device.request(device.unsent())


def _write_twice(device: Device, space):
    """Another change under a dot that the hub knows, and one behind it."""
    last = space.log.pop()
    other = dataclasses.replace(last, note="another")
    head = space.state.heads[device.replica]
    before = space.state.chain_state(device.replica, last.dot.sequence - 1)
    state = hashes.chain_next(before, other)
    space.state.heads[device.replica] = dataclasses.replace(head, state=state)
    space.state.chains[last.dot] = state
    space.log.append(other)
    _next_step(device, space)
    space.accepted[device.replica] -= 1
    return device.request(device.unsent())


def _repeat(device: Device, space):
    """The last change once more."""
    space.accepted[device.replica] -= 1
    return device.request(device.unsent())


STEPS = (wait, snapshot, fresh_snapshot, new_space, pushes)
