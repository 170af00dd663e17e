"""The rules of the canonical form that changes must meet, whichever bytes they came in."""

from collections.abc import Iterable

from . import limits
from .errors import WireError
from .model import (
    ABSENT, GROUP, ORIGIN_EXTENSION, PROSE, Change, Dot, Number, Origin, Patch, Value,
)
from .reader import Reader

FIRST_DAY = -719_162
LAST_DAY = 2_932_896


def refuse_unless(holds: bool, what: str) -> None:
    """Refuses bytes that have no meaning where they stand."""
    if not holds:
        raise WireError("invalid", what)


def check_ascending(items: Iterable, what: str) -> None:
    """Makes sure that each item is greater than the one before it."""
    before = None
    for item in items:
        refuse_unless(before is None or before < item, f"order of {what}")
        before = item


def check_vector(dots: tuple[Dot, ...], what: str) -> None:
    """Makes sure that dots ascend by replica with one dot for each."""
    check_ascending(dots, "dots")
    refuse_unless(len({dot.replica for dot in dots}) == len(dots), f"two {what} on one replica")


def check_number(number: Number) -> None:
    """Makes sure that a decimal number is in range and normalised."""
    refuse_unless(abs(number.mantissa) < 10**15 and 0 <= number.scale <= 9, "number")
    refuse_unless(number.scale == 0 or number.mantissa % 10 != 0, "number")


def check_day(day: int) -> None:
    """Makes sure that a day lies in the years 0001 to 9999."""
    refuse_unless(FIRST_DAY <= day <= LAST_DAY, "day")


def check_patch_base(value: Value, supersedes: tuple[Dot, ...]) -> None:
    """Makes sure that a patch is of a version that the same write supersedes."""
    if value.tag == PROSE and isinstance(value.content, Patch):
        refuse_unless(value.content.base in supersedes, "base of a patch")


def is_member_tag(tag: int) -> bool:
    """Whether a value of the tag may stand in a group."""
    return 1 <= tag < GROUP or tag > ABSENT


def is_base_tag(tag: int) -> bool:
    """Whether a value of the tag may be a base."""
    return tag not in (PROSE, ABSENT)


def origin(change: Change) -> Origin | None:
    """The change that this one writes again, if any."""
    for key, payload in change.extensions:
        if key == ORIGIN_EXTENSION:
            return _decoded_origin(payload)
    return None


def _decoded_origin(payload: bytes) -> Origin:
    """Reads the payload of an origin to its end; whatever is wrong with it, it is no origin."""
    reader = Reader(payload)
    try:
        decoded = Origin(
            dot=Dot(reader.u64(), reader.sequence()),
            hash=reader.take(32),
            actor=reader.text(limits.NAME_BYTES, "actor"),
            time=reader.uvar(),
        )
        reader.end()
    except WireError as error:
        raise WireError("invalid", f"origin: {error}") from error
    return decoded


def check_extension(key: int, payload: bytes) -> None:
    """Makes sure that an extension that this version knows can be read."""
    if key == ORIGIN_EXTENSION:
        _decoded_origin(payload)


def check_change(change: Change) -> None:
    """Makes sure that a decoded change obeys all rules of the canonical form."""
    check_vector(change.dependencies, "dependencies")
    check_ascending((write.key for write in change.writes), "writes")
    check_ascending((key for key, _ in change.extensions), "extensions")
    if len(change.writes) > limits.WRITES_PER_CHANGE:
        raise WireError("tooLarge", "writes")
    for write in change.writes:
        check_ascending(write.supersedes, "dots")
        check_patch_base(write.value, write.supersedes)
        refuse_unless(write.base is None or is_base_tag(write.base.value.tag), "base")
    if hunk_count(change) > limits.HUNKS_PER_CHANGE:
        raise WireError("tooLarge", "hunks of a change")


def hunk_count(change: Change) -> int:
    """How many steps all patches of a change have."""
    contents = (write.value.content for write in change.writes if write.value.tag == PROSE)
    return sum(len(content.hunks) for content in contents if isinstance(content, Patch))
