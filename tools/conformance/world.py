"""What the steps of the scenario share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from device import Device
from fieldbook_wire.description import number_text
from fieldbook_wire.model import (
    DAY, GROUP, NULL, NUMBER, TEXT, TRUE, CellKey, Number, Value,
)
from hub import Hub
from programs import Administrator, Colleague
from replica_space import ReplicaSpace


class Report:
    """Prints one line for each check and counts the failures."""

    def __init__(self) -> None:
        """Begins without checks."""
        self.checks = self.failures = 0

    def check(self, what: str, holds: bool, detail: object = "") -> None:
        """One line: what holds, or what does not and what was found."""
        self.checks += 1
        self.failures += 0 if holds else 1
        print(f"ok    {what}" if holds else f"FAIL  {what}: {detail}", flush=True)

    def equal(self, what: str, found: object, expected: object) -> None:
        """A check that two things are the same."""
        self.check(what, found == expected, f"{found!r}, expected {expected!r}")

    def refused(self, what: str, expected: str, action: Callable[[], object]) -> None:
        """A check that an action meets an error that says so."""
        try:
            action()
        except Exception as error:
            self.check(what, expected in str(error), error)
        else:
            self.check(what, False, "nothing was refused")


@dataclass
class World:
    """A hub, Anna's device of the built program, and Pia's device that is spoken for here."""

    report: Report
    programs: Path
    directory: Path
    hub: Hub
    administrator: Administrator
    anna: Colleague
    pia: Device
    account: str = ""
    opportunity: str = ""

    @property
    def space(self) -> ReplicaSpace:
        """Anna's account as Pia holds it."""
        return self.pia.space(bytes.fromhex(self.account))

    @property
    def reference(self) -> str:
        """Anna's opportunity as her device calls it."""
        return f"opportunity/{self.opportunity}"

    def key(self, name: str) -> CellKey:
        """A field of Anna's opportunity."""
        return CellKey("opportunity", int(self.opportunity, 16), name)

    def settle(self) -> None:
        """Lets both devices exchange until they hold the same."""
        self.pia.sync()
        self.anna.do("sync")
        self.pia.sync()

    def check_same_state(self, when: str, device: Device | None = None) -> None:
        """Compares vector and digest of each space that both devices list."""
        held = self.anna.digests()
        for space in (device or self.pia).listed:
            if space.space.hex() in held:
                own = space.state.digest(), space.state.vector
                digest, vector = held[space.space.hex()]
                theirs = digest, {int(replica, 16): count for replica, count in vector.items()}
                self.report.equal(f"one digest of space {space.ordinal} {when}", own, theirs)


def money(amount: int, currency: str = "EUR") -> Value:
    """An amount of money."""
    members = (
        ("amount", Value(NUMBER, Number(amount, 0))),
        ("currency", Value(TEXT, currency)),
    )
    return Value(GROUP, members)


def plain(value: Value):
    """A value as the program's JSON has it."""
    if value.tag == NULL:
        return None
    if value.tag == GROUP:
        return {name: plain(member) for name, member in value.content}
    if value.tag == NUMBER:
        text = number_text(value.content)
        return float(text) if "." in text else int(text)
    if value.tag in (TEXT, DAY):
        return value.content
    return value.tag == TRUE
