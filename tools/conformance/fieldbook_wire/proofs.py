"""Signatures over runs: making them for a request and checking those of others."""

from . import ed25519
from .frames import Proof
from .hashes import push_digest, run_hash


def fits_run(space: bytes, proof: Proof, before: bytes, after: bytes) -> bool:
    """Whether the proof names the run between two chain states of its author."""
    expected = run_hash(
        space, proof.replica, (proof.first, proof.last), (before, after), proof.salt
    )
    return expected in proof.signing.run_hashes


def is_signed(proof: Proof) -> bool:
    """Whether the proof's signature is its key's over all its run hashes."""
    signing = proof.signing
    return ed25519.is_valid(
        signing.public_key, push_digest(list(signing.run_hashes)), signing.signature
    )
