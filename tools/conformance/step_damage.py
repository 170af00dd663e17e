"""Damaged requests: the hub refuses or understands each, and goes on."""

import copy
import dataclasses
from collections import Counter
from collections.abc import Callable
from random import Random

from fieldbook_wire.blocks import close_block, open_block
from fieldbook_wire.errors import WireError
from fieldbook_wire.requests import decode_request, encode_request
from fieldbook_wire.responses import REASON_INVALID, RETRY, decode_response
from fieldbook_wire.row_reader import read_rows
from hub import Refusal
from variety import Variety
from world import World

SEED = 7
DAMAGED = 400
CHANGES = 4
MOST_DAMAGES = 3
ANSWERED, UNKNOWN_NUMBER, NO_RUN = "answered", "answered with retry", "answered with reason 5"
EXPECTED = {
    ANSWERED, UNKNOWN_NUMBER, NO_RUN, "400 malformed_frame", "413 too_large", "426 version_not_spoken",
}


def damaged(data: bytes, chance: Random) -> bytes:
    """Bytes of which some are changed, taken away or doubled."""
    result = bytearray(data)
    for _ in range(chance.randint(1, MOST_DAMAGES)):
        place = chance.randrange(len(result))
        kind = chance.randrange(4)
        if kind == 0:
            result[place] ^= 1 << chance.randrange(8)
        elif kind == 1:
            result[place] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif kind == 2:
            del result[place : place + chance.randint(1, 4)]
        else:
            result[place:place] = result[place : place + chance.randint(1, 4)]
        if not result:
            return b"\0"
    return bytes(result)


def damage(world: World) -> None:
    """Nothing that is damaged stops the hub or changes what it holds."""
    world.settle()
    report, chance = world.report, Random(SEED)
    device = copy.deepcopy(world.pia)
    space = device.space(world.space.space)
    drawn = Variety(space, SEED, 0)
    for _ in range(CHANGES):
        device.write(space, drawn.writes(), **drawn.rest())
    (sent,) = device.unsent()
    request = device.request([sent])
    # Signed wrongly, so that what can be read is refused all the same.
    request = dataclasses.replace(request, signature=(bytes(16), request.signature[1]))
    frame, raw = encode_request(request), open_block(sent.block)
    outcomes: Counter[str] = Counter()
    differences = []
    for _ in range(DAMAGED):
        bad = damaged(frame, chance)
        outcome = _outcome(world, bad)
        outcomes[outcome] += 1
        if outcome in (ANSWERED, NO_RUN) and not _is_read(decode_request, bad):
            differences.append(bad.hex())
        block = close_block(damaged(raw, chance))
        push = dataclasses.replace(request.pushes[0], block=block)
        outcome = _outcome(world, encode_request(dataclasses.replace(request, pushes=(push,))))
        outcomes[outcome] += 1
        is_run = _is_read(lambda each: _one_run(each, space), block)
        is_read = is_run or _is_read(lambda each: read_rows(each, space.numbers), block)
        # What is read and is not one run of changes is refused like what cannot be read.
        if not (is_read if outcome == ANSWERED else not is_run):
            differences.append(f"{outcome}: {block.hex()}")
    is_told = outcomes.keys() <= EXPECTED
    report.check("damaged requests are answered as the pages say", is_told, outcomes)
    report.equal("the hub reads what is read here, and nothing else", differences, [])
    refused = outcomes["400 malformed_frame"] + outcomes[NO_RUN]
    report.check("many are refused", refused > DAMAGED // 2, outcomes)
    world.settle()
    world.check_same_state("after damaged requests")


def _one_run(block: bytes, space) -> None:
    """Reads a block that holds one run of changes."""
    if len(read_rows(block, space.numbers).runs) != 1:
        raise WireError("invalid", "not one run")


def _is_read(decode: Callable[[bytes], object], data: bytes) -> bool:
    """Whether bytes can be decoded here."""
    try:
        decode(data)
    except WireError:
        return False
    return True


def _outcome(world: World, frame: bytes) -> str:
    """What the hub makes of a frame."""
    try:
        response = decode_response(world.hub.sync(world.pia.session, frame))
    except Refusal as refusal:
        return str(refusal)
    except WireError as error:
        return f"unreadable answer: {error}"
    if any(each.result == RETRY for each in response.acknowledgements):
        return UNKNOWN_NUMBER
    is_no_run = any(each.reason == REASON_INVALID for each in response.acknowledgements)
    return NO_RUN if is_no_run else ANSWERED


STEPS = (damage,)
