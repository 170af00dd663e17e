"""Edits, a conflict, a deletion and a long text, written on both sides."""

import secrets

from fieldbook_wire.merge import LIFE, life
from fieldbook_wire.model import (
    DELETED, INTENT_RESOLVE, PROSE, TEXT, TRUE, CellKey, Dot, Hunk, Patch, Value, Write,
)
from fieldbook_wire.shown import checksum, text_of
from world import World, money, plain

NOTE = "The pump opens in May. It is blue.\n\nLeena decides about all of it; she knows it well."
ANNAS = NOTE.replace("May", "June")
PIAS = NOTE.replace("all of it", "nothing at all")
MERGED = ANNAS.replace("all of it", "nothing at all")


def edit(world: World) -> None:
    """Pia edits a field that Anna wrote and one that nobody wrote."""
    pia, space = world.pia, world.space
    pia.edit(space, world.key("name"), Value(TEXT, "Kemi uptime contract, 2nd"))
    pia.edit(space, world.key("nextStep"), Value(TEXT, "send offer"))
    world.settle()
    shown = [world.anna.field(world.reference, name) for name in ("name", "nextStep")]
    world.report.equal("edits arrive", shown, ["Kemi uptime contract, 2nd", "send offer"])
    world.check_same_state("after edits")
    world.report.equal("nothing is left to send", space.unsent(), [])


def add(world: World) -> None:
    """Pia adds a record with a new id."""
    record = secrets.randbits(63)
    values = {LIFE: Value(TRUE), "name": Value(TEXT, "Oulu spare parts"), "money": money(98_000)}
    writes = [
        Write(CellKey("opportunity", record, name), (), value) for name, value in values.items()
    ]
    world.pia.write(world.space, writes, note="from the fair")
    world.settle()
    shown = world.anna.ask("show", f"opportunity/{record:016x}")["fields"]
    found = shown["name"], shown["money"]
    world.report.equal("a new record arrives", found, ("Oulu spare parts", plain(money(98_000))))
    world.check_same_state("after a new record")


def latest(world: World) -> None:
    """Both write a plain field; the later write is shown on both sides."""
    world.anna.do("set", world.reference, "nextStep=call Leena")
    world.pia.edit(world.space, world.key("nextStep"), Value(TEXT, "visit the plant"))
    world.settle()
    shown = world.space.state.shown(world.key("nextStep"), "latest@1")
    world.report.equal("two writes stand beside each other", len(shown.candidates), 2)
    found = world.anna.field(world.reference, "nextStep")
    world.report.equal("both devices show the later write", plain(shown.value), found)


def conflict(world: World) -> None:
    """Both write an amount; the base stays in force until Pia decides."""
    report, key = world.report, world.key("money")
    make_conflict(world)
    shown = world.space.state.shown(key, "review(base)@1")
    report.equal("two amounts are a conflict", shown.status, "conflict")
    report.equal("the base stays in force", shown.value, money(1_200_000))
    amounts = sorted(plain(each)["amount"] for each in shown.candidates)
    report.equal("both amounts are candidates", amounts, [980_000, 1_450_000])
    report.equal("the other device shows the conflict", len(world.anna.ask("conflicts")), 1)
    in_force = world.anna.field(world.reference, "money")
    report.equal("the other device shows the base", in_force, plain(shown.value))
    world.check_same_state("in conflict")
    world.pia.edit(
        world.space, key, money(1_230_000), intent=INTENT_RESOLVE, note="agreed on the phone"
    )
    world.settle()
    report.equal("a decision ends the conflict", world.anna.ask("conflicts"), [])
    decided = world.anna.field(world.reference, "money")
    report.equal("the decision is shown", decided, plain(money(1_230_000)))
    world.check_same_state("after the decision")


def make_conflict(world: World) -> None:
    """Both write the amount without the other's write."""
    world.anna.do("set", world.reference, "amount=1450000")
    world.pia.edit(world.space, world.key("money"), money(980_000))
    world.settle()


def delete(world: World) -> None:
    """Pia deletes a record that Anna edits: it stays until a deletion covers the edit."""
    report, space = world.report, world.space
    reference = world.anna.do("add", "opportunity", "--in", "Kaarna", "name=Short-lived")
    world.settle()
    record = ("opportunity", int(reference, 16))
    world.anna.do("set", f"opportunity/{reference}", "nextStep=keep it")
    _delete(world, record)
    world.settle()
    report.equal("an edit contests a deletion", life(space.state.records[record]), "contested")
    shown = world.anna.ask("show", f"opportunity/{reference}")
    report.equal("the other device shows the record", shown["deleted"], False)
    _delete(world, record)
    world.settle()
    report.equal("a deletion that covers all deletes", life(space.state.records[record]), "deleted")
    shown = world.anna.ask("show", f"opportunity/{reference}")
    report.equal("the other device hides the record", shown["deleted"], True)
    world.check_same_state("after deletions")


def _delete(world: World, record: tuple[str, int]) -> None:
    """Deletes a record with all that Pia is shown."""
    vector = tuple(Dot(*each) for each in sorted(world.space.state.vector.items()))
    world.pia.edit(world.space, CellKey(*record, LIFE), Value(DELETED, vector))


def long_text(world: World) -> None:
    """Both change a long text by patches; Anna's device merges them, Pia saves what it shows."""
    report, state = world.report, world.space.state
    about = f"about={world.reference}"
    reference = "note/" + world.anna.do("add", "note", "--in", "Kaarna", about, f"body={NOTE}")
    world.settle()
    key = CellKey("note", int(reference.split("/")[1], 16), "body")
    (first,) = state.cell(key).siblings
    report.equal("a long text arrives", text_of(state.cell(key), first.dot), NOTE)
    world.anna.do("set", reference, f"body={ANNAS}")
    world.pia.write(world.space, [Write(key, (first.dot,), patch_of(first.dot, NOTE, PIAS))])
    world.settle()
    cell = state.cell(key)
    texts = sorted(text_of(cell, sibling.dot) for sibling in cell.siblings)
    report.equal("both versions are read", texts, sorted([ANNAS, PIAS]))
    is_patched = all(isinstance(sibling.value.content, Patch) for sibling in cell.siblings)
    report.check("both versions are patches", is_patched, cell)
    report.equal("the version before is past", [each.dot for each in cell.past], [first.dot])
    report.equal("the other device merges them", world.anna.field(reference, "body"), MERGED)
    world.check_same_state("with two versions of a text")
    dots = tuple(sibling.dot for sibling in cell.siblings)
    latest_text = text_of(cell, dots[-1])
    world.pia.write(world.space, [Write(key, dots, patch_of(dots[-1], latest_text, MERGED))])
    world.settle()
    report.equal("a save of the merged text is alone", len(state.cell(key).siblings), 1)
    report.equal("the other device reads it", world.anna.field(reference, "body"), MERGED)
    world.check_same_state("after the save")


def patch_of(base: Dot, before: str, after: str) -> Value:
    """A patch of one step, between the beginning and the end that two texts share."""
    old, new = before.encode("utf-8"), after.encode("utf-8")
    start = next(i for i in range(len(old) + 1) if old[: i + 1] != new[: i + 1])
    rest = min(len(old), len(new)) - start
    end = next(i for i in range(rest + 1) if i == rest or old[-1 - i] != new[-1 - i])
    hunk = Hunk(start, len(old) - end - start, new[start : len(new) - end])
    return Value(PROSE, Patch(base, checksum(new), (hunk,)))


STEPS = (edit, add, latest, conflict, delete, long_text)

