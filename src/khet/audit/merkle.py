"""Merkle tree hash as in RFC 6962 section 2.1: leaves and nodes are told apart by a prefix byte."""

import hashlib
from collections.abc import Sequence


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def root_of(leaves: Sequence[bytes]) -> str:
    """The root in hex over leaf data; the hash of nothing when there are none."""
    if not leaves:
        return hashlib.sha256().hexdigest()
    level = [leaf_hash(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() if i + 1 < len(level) else level[i]
            for i in range(0, len(level), 2)
        ]
        level = pairs
    return level[0].hex()
