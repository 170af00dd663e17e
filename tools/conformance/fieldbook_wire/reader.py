"""Reads the primitives of the protocol from bytes."""

from . import limits
from .errors import WireError

U64 = (1 << 64) - 1


class Reader:
    """A position in bytes; each read moves it or raises a WireError."""

    def __init__(self, data: bytes, start: int = 0) -> None:
        """Begins at `start`."""
        self.data = data
        self.at = start

    @property
    def is_at_end(self) -> bool:
        """Whether nothing follows."""
        return self.at >= len(self.data)

    def take(self, count: int) -> bytes:
        """The next bytes."""
        if count > len(self.data) - self.at:
            raise WireError("truncated", f"{count} bytes needed at {self.at}")
        self.at += count
        return self.data[self.at - count : self.at]

    def u8(self) -> int:
        """One byte."""
        return self.take(1)[0]

    def u32(self) -> int:
        """Four bytes, most significant first."""
        return int.from_bytes(self.take(4), "big")

    def u64(self) -> int:
        """Eight bytes, most significant first."""
        return int.from_bytes(self.take(8), "big")

    def uvar(self) -> int:
        """An unsigned LEB128 number in its shortest form."""
        start = self.at
        value = shift = 0
        while True:
            byte = self.u8()
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
            if shift >= 70:
                raise WireError("invalid", f"a number of more than ten bytes at {start}")
        if value > U64:
            raise WireError("invalid", f"a number beyond 64 bits at {start}")
        if byte == 0 and self.at - start > 1:
            raise WireError("notMinimal", f"a number at {start}")
        return value

    def svar(self) -> int:
        """A zigzag number."""
        value = self.uvar()
        return (value >> 1) ^ -(value & 1)

    def bounded(self, limit: int, what: str) -> int:
        """A uvar that a limit bounds."""
        value = self.uvar()
        if value > limit:
            raise WireError("tooLarge", f"{what}: {value}, at most {limit}")
        return value

    def number(self, what: str) -> int:
        """A counter, ordinal, cursor or key."""
        return self.bounded(limits.NUMBER, what)

    def counted(self, limit: int, what: str) -> bytes:
        """A length and so many bytes."""
        return self.take(self.bounded(limit, what))

    def utf8(self, count: int) -> str:
        """So many bytes of well-formed UTF-8 without U+0000."""
        start = self.at
        try:
            text = self.take(count).decode("utf-8")
        except UnicodeDecodeError as error:
            raise WireError("malformedText", f"at {start}") from error
        if "\0" in text:
            raise WireError("malformedText", f"U+0000 at {start}")
        return text

    def text(self, limit: int = limits.TEXT_BYTES, what: str = "text") -> str:
        """A counted text."""
        return self.utf8(self.bounded(limit, what))

    def name(self, what: str) -> str:
        """A kind, a field or a member."""
        text = self.text(limits.NAME_BYTES, what)
        if not text:
            raise WireError("invalid", f"empty {what}")
        return text

    def flag(self, what: str) -> bool:
        """A byte that is 0 or 1."""
        value = self.u8()
        if value > 1:
            raise WireError("invalid", f"{what}: flag {value}")
        return value == 1

    def record(self) -> int:
        """A record id of 63 bits."""
        value = self.u64()
        if value > limits.NUMBER:
            raise WireError("invalid", "record id beyond 63 bits")
        return value

    def sequence(self) -> int:
        """A sequence of 1 to 2^63 - 1."""
        value = self.number("sequence")
        if value == 0:
            raise WireError("invalid", "sequence 0")
        return value

    def end(self) -> None:
        """Makes sure that nothing follows."""
        if not self.is_at_end:
            raise WireError("trailingBytes", f"at {self.at}")
