"""Changes of every kind by two devices, through the hub, to a device of the program."""

from device import Device
from programs import Colleague
from variety import Variety
from world import World

SEED = 20_260_310
ROUNDS = 12
CHANGES_PER_ROUND = 15


def variety(world: World) -> None:
    """Pia's two devices write all that a change may say, side by side and in turns."""
    report = world.report
    account = world.anna.do("add", "account", "name=Everything")
    world.anna.do("share", "Everything", "pia", "--role", "editor")
    world.settle()
    shown = world.anna.ask("show", f"account/{account}")
    space = bytes.fromhex(shown["space"])
    second = Device(world.hub, "pia")
    second.enroll(world.administrator.invite("pia"), "pia-second")
    second.sync()
    devices = world.pia, second
    for turn in range(ROUNDS):
        for place, device in enumerate(devices):
            held = device.space(space)
            drawn = Variety(held, SEED, 2 * turn + place)
            for _ in range(CHANGES_PER_ROUND):
                device.write(held, drawn.writes(), **drawn.rest())
        devices[turn % 2].sync()
    for device in (*devices, *devices):
        device.sync()
    digests = [device.space(space).state.digest() for device in devices]
    report.equal("two devices of one user agree", *digests)
    report.equal("every change of the other is proved", second.space(space).unproved(), set())
    world.settle()
    world.check_same_state("with everything in it")
    late = Colleague(world.programs, world.directory / "anna-everything", "anna")
    late.do("enroll", f"http://{world.hub.host}", "--invite", world.administrator.invite("anna"))
    late.do("sync")
    found = late.digests()[space.hex()][0]
    report.equal("the program's snapshot holds everything", found, digests[0])
    third = Device(world.hub, "pia")
    third.enroll(world.administrator.invite("pia"), "pia-third")
    third.sync()
    report.equal("a snapshot came", third.space(space).snapshots, 1)
    world.check_same_state("with everything from a snapshot", third)
    report.check("the program's check of its replica is content", bool(world.anna.do("doctor")))


STEPS = (variety,)
