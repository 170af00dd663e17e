"""Values in rows and columns: a head byte and what belongs to it."""

from . import limits
from .checks import (
    check_ascending, check_day, check_number, check_vector, is_base_tag, is_member_tag,
    refuse_unless,
)
from .errors import WireError
from .model import (
    ABSENT, BYTES, DAY, DELETED, FALSE, GROUP, NULL, NUMBER, PROSE, REFERENCE, TEXT, TRUE, Dot,
    Number, Patch, Reference, Value,
)
from .tables import BlockTables
from .values import SPACE_BYTES, Allowed, read_hunks

LIKE_THE_GROUP, ABSENT_HEAD, PROSE_WHOLE, PROSE_PATCH, UNKNOWN = 10, 11, 12, 13, 15
LONG = 15
MOST_DIFFERING_MEMBERS = 14

_CANONICAL_TAGS = {ABSENT_HEAD: ABSENT, PROSE_WHOLE: PROSE, PROSE_PATCH: PROSE}


class RowValues:
    """Reads values whose days count from a given day, with the tables of one block."""

    def __init__(self, tables: BlockTables) -> None:
        """Reads from where the tables read."""
        self.tables = tables
        self.reader = tables.reader
        self.first_day = 0

    def value(self, is_allowed: Allowed, supersedes: tuple[Dot, ...] = ()) -> Value:
        """A value of a write, a sibling or a member; a patch is of one of the superseded dots."""
        return self._after_head(self.reader.u8(), is_allowed, supersedes, "value")

    def compared_value(
        self, other: Value | None, is_allowed: Allowed, supersedes: tuple[Dot, ...] = ()
    ) -> Value:
        """A value that may be told by what differs from another group."""
        head = self.reader.u8()
        if head & 15 != LIKE_THE_GROUP:
            return self._after_head(head, is_allowed, supersedes, "value")
        count = head >> 4
        refuse_unless(count <= MOST_DIFFERING_MEMBERS, "value")
        refuse_unless(other is not None and other.tag == GROUP, "value")
        members = dict(other.content)
        names = []
        for _ in range(count):
            names.append(self.tables.name("member"))
            member = self.value(lambda tag: tag == NULL or is_member_tag(tag))
            if member.tag == NULL:
                refuse_unless(names[-1] in members, "value")
                del members[names[-1]]
            else:
                members[names[-1]] = member
        check_ascending(names, "members")
        if len(members) > limits.GROUP_MEMBERS:
            raise WireError("tooLarge", "members")
        return Value(GROUP, tuple(sorted(members.items())))

    def _after_head(
        self, head: int, is_allowed: Allowed, supersedes: tuple[Dot, ...], what: str
    ) -> Value:
        """What follows a head."""
        form, small = head & 15, head >> 4
        if form == UNKNOWN:
            tag = self.reader.u8()
            refuse_unless(small == 0 and tag > ABSENT and is_allowed(tag), what)
            return Value(tag, self.reader.counted(limits.TEXT_BYTES, "unknown value"))
        tag = _CANONICAL_TAGS.get(form, form)
        refuse_unless(form <= PROSE_PATCH and form != LIKE_THE_GROUP and is_allowed(tag), what)
        if tag in (NULL, FALSE, TRUE, ABSENT):
            refuse_unless(small == 0, what)
            return Value(tag)
        if form == PROSE_PATCH:
            return Value(PROSE, self._patch(small, supersedes))
        return Value(tag, _READERS[form](self, small))

    def _count(self, small: int, limit: int, what: str) -> int:
        """The small number of a head, or the one that follows."""
        count = self.reader.uvar() if small == LONG else small
        if count > limit:
            raise WireError("tooLarge", f"{what}: {count}")
        return count

    def _number(self, small: int) -> Number:
        """A decimal number, perhaps without its last zeros."""
        mantissa = self.reader.svar()
        number = Number(mantissa, small) if small <= 9 else Number(mantissa * 10 ** (small - 9), 0)
        check_number(number)
        return number

    def _text(self, small: int) -> str:
        """A text."""
        return self.reader.utf8(self._count(small, limits.TEXT_BYTES, "text"))

    def _bytes(self, small: int) -> bytes:
        """Bytes."""
        return self.reader.take(self._count(small, limits.TEXT_BYTES, "bytes"))

    def _day(self, small: int) -> int:
        """A day."""
        refuse_unless(small == 0, "value")
        day = self.first_day + self.reader.svar()
        check_day(day)
        return day

    def _reference(self, small: int) -> Reference:
        """A record, by its id or by its place in this block."""
        refuse_unless(small <= 3, "value")
        if small & 2:
            kind, record = self.tables.record_at(self.reader.uvar())
        else:
            kind = self.tables.name("kind")
            record = self.reader.record()
        return Reference(kind, record, self.reader.take(SPACE_BYTES) if small & 1 else None)

    def _group(self, small: int) -> tuple[tuple[str, Value], ...]:
        """Members, ascending by name."""
        count = self._count(small, limits.GROUP_MEMBERS, "members")
        members = tuple(
            (self.tables.name("member"), self.value(is_member_tag)) for _ in range(count)
        )
        check_ascending((name for name, _ in members), "members")
        return members

    def _deleted(self, small: int) -> tuple[Dot, ...]:
        """The vector that the author of a deletion was shown."""
        count = self._count(small, limits.REPLICAS, "counts")
        dots = tuple(Dot(self.tables.replica(), self.reader.sequence()) for _ in range(count))
        check_vector(dots, "counts")
        return dots

    def _patch(self, small: int, supersedes: tuple[Dot, ...]) -> Patch:
        """A version of a long text, told by one of the superseded dots."""
        count = self._count(small, limits.HUNKS_PER_PATCH, "hunks")
        place = 0 if len(supersedes) == 1 else self.reader.uvar()
        if place >= len(supersedes):
            raise WireError("unknownName", f"superseded dot {place}")
        checksum = self.reader.u32()
        return Patch(supersedes[place], checksum, read_hunks(self.reader, count))


_READERS = {
    NUMBER: RowValues._number,
    TEXT: RowValues._text,
    DAY: RowValues._day,
    REFERENCE: RowValues._reference,
    BYTES: RowValues._bytes,
    GROUP: RowValues._group,
    DELETED: RowValues._deleted,
    PROSE_WHOLE: RowValues._text,
}
