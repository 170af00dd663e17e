"""The errors that bytes from a peer can meet."""


class WireError(Exception):
    """Bytes that the protocol refuses: the name as in protocol/README.md, and what was read."""

    def __init__(self, name: str, what: str) -> None:
        """Keeps the error's name beside the sentence that people read."""
        super().__init__(f"{name}: {what}")
        self.name = name
