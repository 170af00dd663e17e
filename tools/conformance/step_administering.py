"""What a hub's administrator does: putting it back to a backup, and cleaning it up."""

from fieldbook_wire.model import ABSENT, INTENT_ADMINISTER, TEXT, CellKey, Value
from fieldbook_wire.shown import text_of
from recovery import heal
from second_hub import second_hub
from world import World

SAVES = 5


def restored(world: World) -> None:
    """Pia notices that the hub was put back, and brings Anna's changes and her own to it again."""
    report = world.report
    backup = world.directory / "backup"
    with second_hub(world, "restored") as second:
        anna, pia, held = second.anna, second.pia, second.space
        second.served.administrator.backup(backup)
        reference = anna.do("add", "opportunity", "--in", "Kaarna", "name=After the backup")
        anna.do("sync")
        pia.sync()
        key = CellKey("opportunity", int(reference, 16), "nextStep")
        pia.edit(held, key, Value(TEXT, "lost and found"))
        pia.sync()
        before = held.state.digest(), held.state.vector
        second.served.put_back(backup)
        report.refused("the histories digest shows a restored hub", "digest is another", pia.sync)
        report.check("a space with another history is rewound", held in heal(pia))
        offered = len(held.relays), len(held.unsent())
        report.equal("what the hub lost is offered again", offered, (1, 1))
        pia.sync()
        report.equal("the hub takes it", held.pushes(), [])
        report.equal("nothing is lost", (held.state.digest(), held.state.vector), before)
        second.settle()
        report.equal("the other device holds the same", second.held_by_anna(), before[0])
        found = anna.field(f"opportunity/{reference}", "nextStep")
        report.equal("the other device has what the backup lacked", found, "lost and found")
        second.served.administrator.doctor()


def compacted(world: World) -> None:
    """The hub releases versions of a text that every device holds and that nobody needs."""
    report = world.report
    with second_hub(world, "compacted") as second:
        held = second.space
        reference = second.anna.do("add", "note", "--in", "Kaarna", "about=Kaarna", "body=-")
        key = CellKey("note", int(reference, 16), "body")
        for count in range(SAVES):
            text = f"Version {count}. " + "".join(chr(97 + count) * 7 + "\n" for _ in range(9))
            second.anna.do("set", f"note/{reference}", f"body={text.strip()}")
            second.settle()
        past = len(held.state.cell(key).past)
        second.settle()
        second.served.administrator.compact()
        second.settle()
        cell = held.state.cell(key)
        report.check("versions are released", len(cell.past) < past, (past, cell.past))
        releases = [
            change
            for change in held.received
            if change.intent == INTENT_ADMINISTER
            and all(write.value.tag == ABSENT for write in change.writes)
        ]
        report.check("the hub tells so by a change", bool(releases))
        report.equal("such a change is proved as well", held.unproved(), set())
        report.equal("the text stays", text_of(cell, cell.siblings[0].dot), text.strip())
        report.equal("both devices released the same", held.state.digest(), second.held_by_anna())


STEPS = (restored, compacted)
