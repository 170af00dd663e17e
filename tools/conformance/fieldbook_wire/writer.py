"""Writes the primitives of the protocol."""


class Writer:
    """Bytes that grow."""

    def __init__(self) -> None:
        """Begins empty."""
        self.data = bytearray()

    def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self.data += data

    def u8(self, value: int) -> None:
        """One byte."""
        self.data.append(value)

    def u32(self, value: int) -> None:
        """Four bytes, most significant first."""
        self.data += value.to_bytes(4, "big")

    def u64(self, value: int) -> None:
        """Eight bytes, most significant first."""
        self.data += value.to_bytes(8, "big")

    def uvar(self, value: int) -> None:
        """An unsigned LEB128 number."""
        while value > 0x7F:
            self.data.append(value & 0x7F | 0x80)
            value >>= 7
        self.data.append(value)

    def svar(self, value: int) -> None:
        """A zigzag number."""
        self.uvar(value << 1 if value >= 0 else (-value << 1) - 1)

    def counted(self, data: bytes) -> None:
        """A length and the bytes."""
        self.uvar(len(data))
        self.data += data

    def text(self, text: str) -> None:
        """A counted text."""
        self.counted(text.encode("utf-8"))
