"""A second hub with one account that Anna shares with Pia, for steps that need it alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from device import Device
from hub import Hub
from programs import Colleague, ServedHub
from replica_space import ReplicaSpace
from world import World


@dataclass
class Second:
    """The hub, both devices, and the account as Pia holds it."""

    served: ServedHub
    anna: Colleague
    pia: Device
    space: ReplicaSpace

    def settle(self) -> None:
        """Lets both devices exchange until they hold the same."""
        self.pia.sync()
        self.anna.do("sync")
        self.pia.sync()

    def held_by_anna(self) -> str:
        """The digest of the account at Anna's device."""
        return self.anna.digests()[self.space.space.hex()][0]


@contextmanager
def second_hub(world: World, name: str) -> Iterator[Second]:
    """Serves a hub of this name as long as it is needed."""
    served = ServedHub(world.programs, world.directory / f"hub-{name}")
    try:
        anna = Colleague(world.programs, world.directory / f"anna-{name}", "anna")
        account = anna.do("add", "account", "name=Kaarna Board Oyj")
        anna.do("enroll", served.address, "--invite", served.administrator.invite("anna"))
        anna.do("share", "Kaarna", "pia", "--role", "editor")
        anna.do("sync")
        pia = Device(Hub(served.address), "pia")
        pia.enroll(served.administrator.invite("pia"), f"pia-{name}")
        pia.sync()
        space = bytes.fromhex(anna.ask("show", f"account/{account}")["space"])
        yield Second(served, anna, pia, pia.space(space))
    finally:
        served.stop()
