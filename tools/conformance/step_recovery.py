"""Two databases under one identity: what was forked is written again, and nothing is lost."""

import copy
import os
import shutil
from pathlib import Path

from fieldbook_wire import bundles, hashes
from fieldbook_wire.checks import origin
from fieldbook_wire.merge import LIFE, life
from fieldbook_wire.model import DELETED, PROSE, TEXT, TRUE, CellKey, Change, Dot, Value, Write
from fieldbook_wire.shown import text_of
from recovery import known_rewritings, recover
from step_editing import NOTE, PIAS, patch_of
from world import World


def fork_here(world: World) -> None:
    """A copy of Pia's device writes under her id; it recovers, and Anna sees both."""
    report, pia = world.report, world.pia
    record = ("note", 1 << 40)
    body = CellKey(*record, "body")
    pia.write(world.space, [
        Write(CellKey(*record, LIFE), (), Value(TRUE)), Write(body, (), Value(PROSE, NOTE)),
    ])
    world.settle()
    twin = copy.deepcopy(pia)
    space = twin.space(world.space.space)
    pia.edit(world.space, world.key("name"), Value(TEXT, "Kemi, by Pia"))
    pia.sync()
    twin.edit(space, world.key("nextStep"), Value(TEXT, "by the copy"))
    (version,) = space.state.cell(body).siblings
    twin.write(space, [Write(body, (version.dot,), patch_of(version.dot, NOTE, PIAS))])
    shown = tuple(Dot(*each) for each in sorted(space.state.vector.items()))
    twin.edit(space, CellKey(*record, LIFE), Value(DELETED, shown))
    report.refused("the hub tells the copy of the fork", "result=3", twin.exchange)
    written = recover(twin, space)
    report.equal("each forked change is written again", len(written), 3)
    twin.sync()
    report.equal("the hub takes what was written again", twin.unsent(), [])
    told = {each for each in known_rewritings(twin, space).values()}
    report.check("the hub tells what was written again", {each.dot for each in written} <= told)
    world.settle()
    twin.sync()
    world.check_same_state("after a recovery here", twin)
    world.check_same_state("after a recovery of the copy")
    found = [world.anna.field(world.reference, name) for name in ("name", "nextStep")]
    report.equal("both databases' edits are shown", found, ["Kemi, by Pia", "by the copy"])
    cell = world.space.state.cell(body)
    report.equal("the text is whole", text_of(cell, cell.siblings[0].dot), PIAS)
    deletion = life(world.space.state.records[record])
    report.equal("the deletion covers what its author saw", deletion, "deleted")


def fork_there(world: World) -> None:
    """Anna's machine is put back to an earlier state; her device recovers by itself."""
    report = world.report
    world.settle()
    state = Path(os.environ["XDG_STATE_HOME"])
    saved = [(each, world.directory / f"saved-{each.name}") for each in (world.anna.home, state)]
    for place, copied in saved:
        shutil.copytree(place, copied)
    world.anna.do("set", world.reference, "nextStep=before it was put back")
    world.anna.do("set", world.reference, "name=Kemi, before it was put back")
    world.anna.do("sync")
    for place, copied in saved:
        _put_back(place, copied)
    world.anna.do("set", world.reference, "nextStep=after it was put back")
    file = world.directory / "forked.fieldbook-bundle"
    world.anna.do("bundle", "export", str(file), "--in", "Kaarna")
    parts = bundles.decode_bundle(file.read_bytes()).parts
    forked = max((each for each in parts[0].changes() if each.actor == "anna"), key=_time)
    report.equal("the device recovers", world.anna.ask("sync")["recovered"], 1)
    world.settle()
    dots = [each.dot for each in world.space.state.cell(world.key("nextStep")).siblings]
    report.equal("both steps stand beside each other", len(dots), 2)
    stand_ins = [
        each for each in world.space.received if origin(each) and origin(each).dot == forked.dot
    ]
    report.equal("one change stands for the forked one", len(stand_ins), 1)
    first = origin(stand_ins[0])
    told = first.hash, first.actor, first.time
    report.equal("its origin is the forked change", told,
                 (hashes.change_hash(forked), forked.actor, forked.time))
    found = world.anna.field(world.reference, "nextStep")
    report.equal("the later step is shown", found, "after it was put back")
    world.check_same_state("after a recovery there")


def _time(change: Change) -> int:
    """When a change was written."""
    return change.time


def _put_back(place: Path, copied: Path) -> None:
    """Gives each file its earlier content, in place; files that came later go."""
    for file in [each for each in place.rglob("*") if each.is_file()]:
        earlier = copied / file.relative_to(place)
        if earlier.exists():
            file.write_bytes(earlier.read_bytes())
        else:
            file.unlink()


STEPS = (fork_here, fork_there)
