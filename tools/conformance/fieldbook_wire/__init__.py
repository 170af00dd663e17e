"""The Fieldbook protocol, read from its pages alone; see protocol/README.md."""
