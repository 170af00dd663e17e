"""Changes that say everything that a change may say, by chance from a seed."""

from random import Random

from fieldbook_wire.checks import FIRST_DAY, LAST_DAY, is_base_tag, is_member_tag
from fieldbook_wire.merge import LIFE
from fieldbook_wire.model import (
    BYTES, DAY, DELETED, FALSE, GROUP, NULL, NUMBER, PROSE, REFERENCE, TEXT, TRUE, Base, CellKey,
    Dot, Hunk, Number, Patch, Reference, Sibling, Value, Write,
)
from fieldbook_wire.row_reader import COUNTER_BITS
from fieldbook_wire.shown import checksum
from replica_space import ReplicaSpace

KINDS = ("opportunity", "note", "hologram", "Ärger")
FIELDS = ("name", "body", "money", "nextStep", "shimmer", "größe")
UNKNOWN_TAGS = (12, 13, 200, 255)
TAGS = (
    NULL, FALSE, TRUE, NUMBER, TEXT, DAY, REFERENCE, BYTES, GROUP, DELETED, PROSE, *UNKNOWN_TAGS,
)
INTENTS = (0, 0, 0, 1, 2, 77)
WORDS = ("Leena", "decides", "über", "価格", "\n\n", " ", ".", "the plant", "𝄞")
RECORDS = 12
LATER_MILLISECONDS = 10_000


class Variety:
    """Draws writes for the records of one space."""

    def __init__(self, space: ReplicaSpace, seed: int, turn: int) -> None:
        """Draws from a seed and a turn; one seed gives the same records in every turn."""
        self.space = space
        self.random = Random(f"records {seed}")
        self.records = [
            (self.random.choice(KINDS), self.random.randrange(1 << 63)) for _ in range(RECORDS)
        ]
        self.random = Random(f"{seed} {turn}")

    def writes(self) -> list[Write]:
        """The writes of a change, each of another cell."""
        count = self.random.choice((1, 1, 1, 2, 5))
        keys = {
            CellKey(*self.random.choice(self.records), self.random.choice((LIFE, *FIELDS)))
            for _ in range(count)
        }
        return [self._write(key) for key in sorted(keys)]

    def rest(self) -> dict:
        """Intent, note and extensions of a change."""
        extensions = {self.random.randrange(2, 1 << 40): self.random.randbytes(3) for _ in range(2)}
        return {
            "intent": self.random.choice(INTENTS),
            "note": self.random.choice((None, None, self._text())),
            "extensions": self.random.choice(((), (), tuple(sorted(extensions.items())))),
        }

    def _write(self, key: CellKey) -> Write:
        """A write that supersedes some of the siblings, with a base or without one."""
        siblings = self.space.state.cell(key).siblings
        shown = siblings if self.random.random() < 0.7 else self.random.sample(
            siblings, self.random.randint(0, len(siblings))
        )
        supersedes = tuple(sorted(sibling.dot for sibling in shown))
        value = self._version(shown) if key.field == "body" else self._value(lambda tag: True)
        if key.field == LIFE:
            value = self.random.choice((Value(TRUE), Value(TRUE), self._of_tag(DELETED)))
        base = self._base(shown, value) if self.random.random() < 0.5 else None
        return Write(key, supersedes, value, None if value.tag == PROSE else base)

    def _base(self, shown, value: Value) -> Base:
        """What stood before: a write that was shown, or something else."""
        times = self.space.state.times
        known = [sibling for sibling in shown if is_base_tag(sibling.value.tag)]
        if known and self.random.random() < 0.7:
            sibling: Sibling = self.random.choice(known)
            return Base(sibling.dot, times[sibling.dot], sibling.value)
        dot = self.random.choice([Dot(1 << 63, 7), *times])
        later = self.random.randrange(LATER_MILLISECONDS) << COUNTER_BITS
        time = max(times.values(), default=0) + later + self.random.choice((0, 5))
        is_like_it = value.tag == GROUP and self.random.random() < 0.5
        return Base(dot, time, self._like(value) if is_like_it else self._value(is_base_tag))

    def _like(self, group: Value) -> Value:
        """A group with some of the members."""
        return Value(GROUP, tuple(each for each in group.content if self.random.random() < 0.7))

    def _version(self, shown) -> Value:
        """A version of a long text: a patch, fitting or not, or a whole text."""
        whole = [each for each in shown if isinstance(each.value.content, str)]
        if not whole or whole[0].value.tag != PROSE or self.random.random() < 0.3:
            return Value(PROSE, self._text())
        before = whole[0].value.content.encode("utf-8")
        start = self.random.randint(0, len(before))
        deleted = self.random.randint(0, len(before) - start)
        hunk = Hunk(start, deleted, self._text().encode("utf-8"))
        after = before[:start] + hunk.inserted + before[start + deleted :]
        told = checksum(after) ^ (self.random.random() < 0.2)
        return Value(PROSE, Patch(whole[0].dot, told, (hunk,)))

    def _value(self, is_allowed) -> Value:
        """A value of some allowed tag."""
        return self._of_tag(self.random.choice([tag for tag in TAGS if is_allowed(tag)]))

    def _of_tag(self, tag: int) -> Value:
        """A value of a tag."""
        chance = self.random
        if tag in (NULL, FALSE, TRUE):
            return Value(tag)
        if tag == NUMBER:
            return Value(tag, self._number())
        if tag == TEXT or tag == PROSE:
            return Value(tag, self._text())
        if tag == DAY:
            return Value(tag, chance.choice((FIRST_DAY, LAST_DAY, chance.randint(15_000, 25_000))))
        if tag == REFERENCE:
            space = chance.choice((None, None, chance.randbytes(16)))
            record = chance.choice((*self.records, ("account", chance.randrange(1 << 63))))
            return Value(tag, Reference(*record, space))
        if tag == GROUP:
            names = sorted(chance.sample((*FIELDS, "amount", "currency"), chance.randint(0, 4)))
            return Value(tag, tuple((name, self._value(is_member_tag)) for name in names))
        if tag == DELETED:
            vector = sorted(self.space.state.vector.items())
            return Value(tag, tuple(Dot(*each) for each in vector if chance.random() < 0.8))
        return Value(tag, chance.randbytes(chance.choice((0, 1, 14, 15, 40))))

    def _number(self) -> Number:
        """A decimal number in normal form."""
        scale = self.random.randint(0, 9)
        digits = self.random.randint(1, 15)
        mantissa = self.random.choice((1, -1)) * self.random.randrange(10**digits)
        while scale and mantissa % 10 == 0:
            mantissa, scale = mantissa // 10, scale - 1
        return Number(mantissa, scale)

    def _text(self) -> str:
        """Some words."""
        return "".join(self.random.choices(WORDS, k=self.random.choice((0, 1, 5, 30))))
