"""Long texts that several devices change: the merged text is the same everywhere."""

from random import Random

from device import Device
from fieldbook_wire.merge import LIFE
from fieldbook_wire.model import PROSE, TEXT, TRUE, Cell, CellKey, Dot, Value, Write
from fieldbook_wire.shown import text_of
from fieldbook_wire.text_reading import text_reading
from replica_space import ReplicaSpace
from second_hub import Second, second_hub
from step_editing import patch_of
from world import World

SEED = 11
NOTES = 60
ROUNDS = 5
DEVICES = 3
GAP = "\n\n"
SENTENCES = (
    "The pump opens in May.", "Leena decides, with Otto!", "Is it blue?", "価格は高い。納期は五月。",
    "- an item", "1. the first\n2. the second", "Version 1.5 is sold …",
    "Über die Kälte: “schlimm.”",
)
WORDS = ("Otto", "new,", "sold.", "Wow. It", "五月", "\n-", "(not)")


def texts(world: World) -> None:
    """Three devices of Pia's edit notes; Anna's device shows what is reckoned here."""
    with second_hub(world, "texts") as second:
        chance = Random(SEED)
        devices = _devices(second)
        keys = [_new_note(second, chance) for _ in range(NOTES)]
        for device in devices:
            device.sync()
        for _ in range(ROUNDS):
            for device in devices:
                for key in keys:
                    if chance.random() < 0.4:
                        _save(device, device.space(second.space.space), key, chance)
                if chance.random() < 0.5:
                    device.sync()
        for device in (*devices, *devices):
            device.sync()
        second.settle()
        _compare(world, second, keys)


def _devices(second: Second) -> list[Device]:
    """Pia's devices."""
    devices = [second.pia]
    for place in range(1, DEVICES):
        device = Device(second.pia.hub, "pia")
        device.enroll(second.served.administrator.invite("pia"), f"pia-{place}")
        devices.append(device)
    return devices


def _new_note(second: Second, chance: Random) -> CellKey:
    """A note with some paragraphs; answers the cell of its text."""
    paragraphs = [
        " ".join(chance.choices(SENTENCES, k=chance.randint(1, 3)))
        for _ in range(chance.randint(1, 4))
    ]
    key = CellKey("note", chance.randrange(1 << 63), "body")
    life = Write(CellKey(key.kind, key.record, LIFE), (), Value(TRUE))
    second.pia.write(second.space, [life, Write(key, (), Value(PROSE, GAP.join(paragraphs)))])
    return key


def _save(device: Device, space: ReplicaSpace, key: CellKey, chance: Random) -> None:
    """Edits what the device shows, or one of the versions, and saves it whole or as a patch."""
    cell = space.state.cell(key)
    shown = text_reading(cell, space.state.times).value
    supersedes = tuple(sibling.dot for sibling in cell.siblings)
    before = shown.content if shown.tag == TEXT else ""
    if chance.random() < 0.2:
        supersedes = (chance.choice(supersedes),)
        before = text_of(cell, supersedes[0])
    after = _edited(before, chance)
    device.write(space, [Write(key, supersedes, _version(cell, supersedes[-1], after, chance))])


def _version(cell: Cell, dot: Dot, after: str, chance: Random) -> Value:
    """A version as a whole, or as a patch of another one."""
    before = text_of(cell, dot)
    if before is None or before == after or chance.random() < 0.5:
        return Value(PROSE, after)
    return patch_of(dot, before, after)


def _edited(text: str, chance: Random) -> str:
    """A text in which a word or a paragraph comes or goes."""
    paragraphs = text.split(GAP)
    place = chance.randrange(len(paragraphs))
    words = paragraphs[place].split(" ")
    kind = chance.randrange(6)
    if kind <= 2:
        words.insert(chance.randint(0, len(words)), chance.choice(WORDS))
    elif kind == 3:
        words.pop(chance.randrange(len(words)))
    paragraphs[place] = " ".join(words)
    if kind == 4:
        paragraphs.insert(place, chance.choice(SENTENCES))
    elif kind == 5:
        paragraphs.pop(place)
    return GAP.join(paragraphs)


def _compare(world: World, second: Second, keys: list[CellKey]) -> None:
    """Compares text and conflict of each note with what Anna's device shows."""
    state = second.space.state
    notes = {int(each["id"], 16): each for each in second.anna.ask("list", "note")}
    different, merged, conflicts = [], 0, 0
    for key in keys:
        cell = state.cell(key)
        shown = text_reading(cell, state.times)
        note = notes[key.record]
        is_conflict = shown.status == "conflict"
        if (shown.value.content, is_conflict) != (note["fields"]["body"], bool(note["conflicts"])):
            different.append((key, shown, note))
        merged += shown.status == "decided"
        conflicts += is_conflict
    world.report.equal("every text is merged in the same way", different, [])
    world.report.check("some texts are merged", merged > 0)
    world.report.check("some texts are in conflict", conflicts > 0)
    world.report.equal("both hold the same versions", state.digest(), second.held_by_anna())


STEPS = (texts,)
