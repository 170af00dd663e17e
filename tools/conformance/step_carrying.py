"""Changes that travel as a file, and reach the hub through somebody else."""

from carrying import take_in, unsent_bundle
from fieldbook_wire import bundles
from fieldbook_wire.model import TEXT, Value
from world import World


def take_file(world: World) -> None:
    """Pia takes Anna's file in and brings Anna's changes to the hub."""
    report = world.report
    world.settle()
    world.anna.do("set", world.reference, "nextStep=carry it by hand")
    file = world.directory / "anna.fieldbook-bundle"
    exported = world.anna.ask("bundle", "export", str(file))
    data = file.read_bytes()
    maker = bundles.decode_bundle(data).head
    told = exported["fingerprint"].replace("-", "")
    report.equal("a fingerprint is that of the page", told, bundles.fingerprint(maker.public_key))
    report.equal("a bundle names its maker", maker.user, "anna")
    take_in(world.pia, data)
    world.check_same_state("after a file")
    brought = [len(changes) for space in world.pia.listed for _, changes in space.relays]
    report.equal("one run is to be brought to the hub", brought, [1])
    world.pia.sync()
    report.equal("the hub takes a run that another device signed", world.pia.unsent(), [])
    cursor = world.space.cursor
    world.settle()
    report.equal("its author's own push is recognised", world.space.cursor, cursor)
    world.check_same_state("after the run was brought")


def give_file(world: World) -> None:
    """Anna takes Pia's file in and brings Pia's changes to the hub."""
    report, pia, space = world.report, world.pia, world.space
    pia.edit(space, world.key("nextStep"), Value(TEXT, "read it from a file"))
    pia.edit(space, world.key("name"), Value(TEXT, "Kemi, by hand"))
    data = unsent_bundle(pia, space, "pia-conformance")
    file = world.directory / "pia.fieldbook-bundle"
    broken = world.directory / "broken.fieldbook-bundle"
    file.write_bytes(data)
    place = len(data) // 2
    broken.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    report.refused(
        "a damaged file is refused", "bundle import",
        lambda: world.anna.do("bundle", "import", str(broken)),
    )
    world.anna.do("bundle", "import", str(file))
    found = world.anna.field(world.reference, "nextStep")
    report.equal("a file is taken in", found, "read it from a file")
    world.check_same_state("after a file of Pia's")
    world.anna.do("sync")
    sent = len(pia.unsent())
    pia.exchange()
    report.equal("pushes that another device brought are recognised", (sent, pia.unsent()), (1, []))
    world.settle()
    world.check_same_state("after both brought the same")


STEPS = (take_file, give_file)
