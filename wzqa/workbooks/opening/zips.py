"""Writing a zip by hand: `zipfile` takes five times as long, and takes nothing already compressed."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

STORED, DEFLATED = 0, 8
_DAY, _UTF8, _MODE = 0x21, 0x800, 0o644 << 16  # 1980-01-01; names in UTF-8; rw-r--r--


class Entry(NamedTuple):
    """A part as it lies in a zip."""

    name: str
    method: int
    crc: int
    size: int
    packed: bytes


def zip_of(entries: Iterable[Entry]) -> bytes:
    """Put entries into a zip in their order, with fixed dates."""
    local, central, at, count = [], [], 0, 0
    for name, method, crc, size, packed in entries:
        encoded = name.encode()
        about = struct.pack(
            "<HHHHHIIIHH", 20, _UTF8, method, 0, _DAY, crc, len(packed), size, len(encoded), 0
        )
        local += [b"PK\x03\x04", about, encoded, packed]
        where = struct.pack("<HHHII", 0, 0, 0, _MODE, at)
        central += [b"PK\x01\x02\x14\x03", about, where, encoded]
        at += 4 + len(about) + len(encoded) + len(packed)
        count += 1
    directory = b"".join(central)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    return b"".join([*local, directory, b"PK\x05\x06", end])


def pack(contents: Mapping[str, bytes]) -> bytes:
    """Put parts into a zip, not compressed: what a reader gets is exactly what was checked."""
    return zip_of(Entry(n, STORED, zlib.crc32(c), len(c), c) for n, c in contents.items())
