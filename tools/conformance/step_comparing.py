"""What the hub holds, compared with what Pia holds, and changes from the hub's archive."""

from fieldbook_wire import hashes
from fieldbook_wire.changes import decode_change, encode_change
from fieldbook_wire.description import dot_text, record_text
from fieldbook_wire.model import Dot
from fieldbook_wire.reader import Reader
from fieldbook_wire.state_form import read_cells
from world import World


def state(world: World) -> None:
    """The hub's digests, chains and cells are those that follow from Pia's changes."""
    report, pia, space = world.report, world.pia, world.space
    world.settle()
    spaces = pia.hub.ask(pia.session, "/v1/state", {})["spaces"]
    held = {each.space.hex(): each for each in pia.listed}
    found = {each["space"]: _authors(each) for each in spaces}
    expected = {name: _heads(each) for name, each in held.items()}
    report.equal("the hub names the chains of all spaces", found, expected)
    (one,) = pia.hub.ask(pia.session, "/v1/state", {"space": world.account})["spaces"]
    report.equal("the hub's digest is the device's", one["digest"], space.state.digest())
    alone = {
        record_text(key): hashes.state_digest({key: cells})
        for key, cells in space.state.records.items()
        if cells
    }
    report.equal("the hub's digests of records are the device's", one["records"], alone)
    asked = {"space": world.account, "record": world.reference}
    reader = Reader(bytes.fromhex(pia.hub.ask(pia.session, "/v1/state", asked)["cells"]))
    cells = read_cells(reader)
    reader.end()
    key = ("opportunity", int(world.opportunity, 16))
    report.equal("the hub's cells are the device's", cells, space.state.records[key])
    report.refused(
        "a space that nobody has is not found", "404 not_found",
        lambda: pia.hub.ask(pia.session, "/v1/state", {"space": "00" * 16}),
    )


def _authors(told: dict) -> dict[int, tuple[int, str]]:
    """Sequence and chain state of each author, as the hub tells them."""
    return {
        int(each["replica"], 16): (each["sequence"], each["chain"]) for each in told["authors"]
    }


def _heads(held) -> dict[int, tuple[int, str]]:
    """Sequence and chain state of each author, as the device holds them."""
    heads = held.state.heads.items()
    return {replica: (head.sequence, head.state.hex()) for replica, head in heads}


def archive(world: World) -> None:
    """The hub gives changes back in canonical form."""
    pia, space = world.pia, world.space
    named = [change.dot for change in space.log[:3]] + [Dot(1, 1)]
    asked = {"space": world.account, "changes": [dot_text(dot) for dot in named]}
    answer = pia.hub.ask(pia.session, "/v1/history", asked)["changes"]
    changes = [decode_change(bytes.fromhex(each)) for each in answer]
    world.report.equal("the archive gives changes back", changes, space.log[:3])
    is_canonical = [encode_change(each).hex() for each in changes] == answer
    world.report.check("they are canonical", is_canonical)


STEPS = (state, archive)
