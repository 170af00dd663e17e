"""What a decoded bundle means, in the words of the text files beside the vectors."""

from .bundles import Author, Bundle, SpacePart
from .description import batch_lines
from .row_reader import read_rows
from .tables import Numbers

SPACE_KINDS = {1: "account", 2: "library", 3: "team", 4: "person"}


def bundle_lines(bundle: Bundle) -> list[str]:
    """All that a bundle says."""
    head = bundle.head
    return [
        f"made by {head.public_key.hex()}",
        f"user {head.user}, device {head.device}",
        f"lineage {head.lineage:016x}",
        f"at {head.milliseconds} ms",
        *(line for part in bundle.parts for line in _part_lines(part)),
    ]


def _part_lines(part: SpacePart) -> list[str]:
    """One space."""
    lines = [f"space {part.space.hex()}", f"  kind {SPACE_KINDS[part.kind]}"]
    if part.origin:
        key, nonce = part.origin
        lines += [f"  created by {key.hex()}", f"  nonce {nonce.hex()}"]
    for place, signing in enumerate(part.signings):
        lines.append(f"  signing {place} by {signing.public_key.hex()}")
        lines += [f"    run hash {each.hex()}" for each in signing.run_hashes]
        lines.append(f"    signature {signing.signature.hex()}")
    for author in part.authors:
        lines += _author_lines(author)
    for block in part.blocks:
        lines += batch_lines(read_rows(block, Numbers()))
    return lines


def _author_lines(author: Author) -> list[str]:
    """What there is of one replica."""
    lines = [
        f"  author {author.replica:016x} from {author.held_before} to {author.last}",
        f"    accepted {author.accepted}",
    ]
    for run in author.runs:
        which = f"signing {run.signing}, salt {run.salt.hex()}"
        lines.append(f"    run {run.first} to {run.last}, {which}")
    if author.chain:
        lines.append(f"    chain {author.chain.hex()}")
    return [*lines, f"    prefix {author.prefix.hex()}"]
