"""What decoded messages mean, in the words of the text files beside the vectors."""

from .frames import Proof
from .requests import CheckedCursor, Request
from .responses import REFUSED, Acknowledgement, Changes, Chunk, Response, Rewound

RESULTS = ("accepted", "gap", "missing", "fork", "retry", "refused")


def request_lines(request: Request) -> list[str]:
    """All that a request says."""
    lines = [f"list version {request.list_version}"]
    if request.is_packed:
        lines.append(f"cursors of the whole list {' '.join(map(str, request.cursors))}")
    else:
        lines += map(_cursor_line, request.cursors)
    for each in request.registrations:
        lines.append(f"register {each.space.hex()} kind {each.kind} nonce {each.nonce.hex()}")
    for push in request.pushes:
        target = "registration" if push.is_registration else "space"
        lines.append(f"push to {target} {push.place} {push.block.hex()}")
        lines += proof_lines(push.proof) if push.proof else []
    for wish in request.chunks:
        lines.append(f"chunk {wish.index} of space {wish.ordinal} at {wish.snapshot}")
    lines.append(f"wait {request.wait_milliseconds} ms")
    lines.append(f"at most {request.most_bytes} bytes")
    if request.signature:
        salt, signature = request.signature
        lines += [f"salt {salt.hex()}", f"signature {signature.hex()}"]
    return lines


def _cursor_line(checked: CheckedCursor) -> str:
    """A cursor with its history."""
    return f"space {checked.ordinal} from {checked.cursor} with history {checked.prefix.hex()}"


def proof_lines(proof: Proof) -> list[str]:
    """What shows which device wrote a run."""
    return [
        f"  proof of {proof.replica:016x} from {proof.first} to {proof.last}",
        f"    public key {proof.signing.public_key.hex()}",
        f"    salt {proof.salt.hex()}",
        *(f"    run hash {each.hex()}" for each in proof.signing.run_hashes),
        f"    signature {proof.signing.signature.hex()}",
    ]


def response_lines(response: Response) -> list[str]:
    """All that a response says."""
    lines = [
        f"hub time {response.hub_time} ms",
        f"lineage {response.lineage} generation {response.generation}",
        f"list version {response.list_version}",
    ]
    if response.digest:
        lines.append(f"history {response.digest.hex()}")
    for entry in response.list or ():
        space = entry.space.hex()
        lines.append(f"space {entry.ordinal} is {space} kind {entry.kind} role {entry.role}")
    for place, acknowledgement in enumerate(response.acknowledgements):
        lines += _acknowledgement_lines(place, acknowledgement)
    for update in response.updates:
        lines += _update_lines(update)
    return [*lines, f"more {'true' if response.has_more else 'false'}"]


def _acknowledgement_lines(place: int, acknowledgement: Acknowledgement) -> list[str]:
    """What became of one push; a reason is told by its number."""
    result = RESULTS[acknowledgement.result]
    if acknowledgement.result == REFUSED:
        result += f"({acknowledgement.reason})"
    return [
        f"push {place}: {result}",
        f"  accepted {acknowledgement.accepted}, durable {acknowledgement.durable}",
        f"  records {list(acknowledgement.records)}, replicas {list(acknowledgement.replicas)}",
    ]


def _update_lines(update: Changes | Chunk | Rewound) -> list[str]:
    """One update of a space."""
    if isinstance(update, Rewound):
        return [f"space {update.ordinal} is another history"]
    if isinstance(update, Chunk):
        where = f"chunk {update.index} of {update.chunks} at {update.snapshot}"
        return [
            f"space {update.ordinal} {where} {update.block.hex()}",
            f"  history {update.prefix.hex()}",
        ]
    return [
        f"space {update.ordinal} to {update.cursor} {update.block.hex()}",
        f"  history {update.prefix.hex()}, durable {update.durable}",
        *(line for proof in update.proofs for line in proof_lines(proof)),
    ]
