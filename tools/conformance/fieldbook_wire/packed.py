"""Numbers in an exponential Golomb code, as requests pack their cursors."""

from . import limits
from .checks import refuse_unless
from .errors import WireError
from .reader import Reader
from .writer import Writer

MOST_ORDER = 32
MOST_BITS = 64


class _BitReader:
    """Bits of bytes, most significant first."""

    def __init__(self, reader: Reader) -> None:
        """Begins at a byte's first bit."""
        self.reader = reader
        self.byte = self.left = 0

    def bit(self) -> int:
        """The next bit."""
        if self.left == 0:
            self.byte, self.left = self.reader.u8(), 8
        self.left -= 1
        return self.byte >> self.left & 1

    def end(self) -> None:
        """Makes sure that the rest of the last byte is 0."""
        refuse_unless(self.byte & (1 << self.left) - 1 == 0, "padding")


def read_packed(reader: Reader, count: int) -> list[int]:
    """So many numbers."""
    order = reader.u8()
    refuse_unless(order <= MOST_ORDER, "order")
    bits = _BitReader(reader)
    numbers = []
    for _ in range(count):
        zeros = 0
        while bits.bit() == 0:
            zeros += 1
            refuse_unless(zeros + order < MOST_BITS, "packed number")
        value = 1
        for _ in range(zeros + order):
            value = value << 1 | bits.bit()
        numbers.append(value - (1 << order))
        if numbers[-1] > limits.NUMBER:
            raise WireError("tooLarge", "cursor")
    bits.end()
    return numbers


def _code_length(number: int, order: int) -> int:
    """How many bits a number takes."""
    length = (number + (1 << order)).bit_length()
    return 2 * length - order - 1


def write_packed(writer: Writer, numbers: list[int]) -> None:
    """The numbers in the order that makes the bits fewest, the least of those."""
    order = min(
        range(MOST_ORDER + 1), key=lambda order: sum(_code_length(each, order) for each in numbers)
    )
    writer.u8(order)
    bits = "".join(
        format(each + (1 << order), "b").zfill(_code_length(each, order)) for each in numbers
    )
    bits += "0" * (-len(bits) % 8)
    writer.raw(int(bits, 2).to_bytes(len(bits) // 8, "big") if bits else b"")
