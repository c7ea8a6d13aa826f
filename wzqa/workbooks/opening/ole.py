"""Compound files (OLE2): the directory and one stream, as .xls and .et and encrypted .xlsx use them."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_FREE = 0xFFFFFFFA  # sector numbers from here on are marks, not sectors
_ENTRY = 128


class BrokenError(Exception):
    """The container is damaged."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int  # 2 = stream, 5 = root
    start: int
    size: int


class Compound:
    """A compound file held in memory. Raises `BrokenError` when it makes no sense."""

    def __init__(self, data: bytes) -> None:
        """Read header, sector table and directory."""
        if len(data) < 512:  # noqa: PLR2004  (the header's length)
            raise BrokenError("header")
        self._data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or mini_shift != 6:  # noqa: PLR2004  (the two versions there are)
            raise BrokenError("sector size")
        self._size: int = 1 << shift
        self._mini: int = 1 << mini_shift
        (self._cutoff,) = struct.unpack_from("<I", data, 56)
        sectors = len(data) >> shift
        if max(*struct.unpack_from("<I", data, 44), *struct.unpack_from("<I", data, 72)) > sectors:
            raise BrokenError("more sectors than bytes")  # the fast reader would allocate them
        (directory,) = struct.unpack_from("<I", data, 48)
        (mini_table,) = struct.unpack_from("<I", data, 60)
        self._table = self._sector_table()
        self.entries = self._directory(self._chain(directory))
        self._mini_table = self._numbers(self._chain(mini_table)) if mini_table < _FREE else ()

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if number >= _FREE or at >= len(self._data):
            raise BrokenError("sector")
        return self._data[at : at + self._size]

    @staticmethod
    def _numbers(raw: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _sector_table(self) -> tuple[int, ...]:
        numbers = list(self._numbers(self._data[76:512]))
        (extra,) = struct.unpack_from("<I", self._data, 68)
        seen: set[int] = set()
        while extra < _FREE:
            if extra in seen:
                raise BrokenError("loop")
            seen.add(extra)
            *more, extra = self._numbers(self._sector(extra))
            numbers += more
        table: list[int] = []
        for number in numbers:
            if number < _FREE:
                table += self._numbers(self._sector(number))
        return tuple(table)

    def _chain(self, start: int) -> bytes:
        found: list[bytes] = []
        number = start
        while number < _FREE:
            if number >= len(self._table) or len(found) > len(self._table):
                raise BrokenError("chain")
            found.append(self._sector(number))
            number = self._table[number]
        return b"".join(found)

    @staticmethod
    def _directory(raw: bytes) -> dict[str, _Entry]:
        entries = {}
        for at in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            (length,) = struct.unpack_from("<H", raw, at + 64)
            name = raw[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            start, size = struct.unpack_from("<II", raw, at + 116)
            if raw[at + 66] in (2, 5):
                entries[name] = _Entry(name, raw[at + 66], start, size)
        return entries

    def where(self, name: str, at: int) -> int:
        """Tell where in the file a position of a stream lies. Raises `BrokenError`."""
        entry = self.entries[name]
        start = entry.start
        if entry.size < self._cutoff:
            number = self._nth(self._mini_table, start, at // self._mini)
            at = number * self._mini + at % self._mini
            start = next((e.start for e in self.entries.values() if e.kind == 5), _FREE)  # noqa: PLR2004
        return (self._nth(self._table, start, at // self._size) + 1) * self._size + at % self._size

    @staticmethod
    def _nth(table: tuple[int, ...], number: int, steps: int) -> int:
        for _ in range(steps):
            if number >= len(table):
                raise BrokenError("chain")
            number = table[number]
        if number >= _FREE:
            raise BrokenError("chain")
        return number

    def stream(self, name: str) -> bytes:
        """Give a stream's bytes."""
        entry = self.entries[name]
        if entry.size >= self._cutoff:
            return self._chain(entry.start)[: entry.size]
        root = next((e for e in self.entries.values() if e.kind == 5), None)  # noqa: PLR2004
        small = self._chain(root.start) if root else b""
        found, number, steps = [], entry.start, 0
        while number < _FREE:
            if number >= len(self._mini_table) or steps > len(self._mini_table):
                raise BrokenError("chain")
            found.append(small[number * self._mini : (number + 1) * self._mini])
            number, steps = self._mini_table[number], steps + 1
        return b"".join(found)[: entry.size]
