"""What a dry run would write: files and entries of the ledger, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.stages.ground.view import current

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wzqa.stages.ground.cycle import Cycle

_SHOWN = 50
_NOTHING = "预演：不会写入任何内容"


def mark(cycle: Cycle) -> int:
    """Remember where the ledger ends before a command."""
    row = cycle.record.one("SELECT coalesce(max(seq), 0) AS seq FROM ledger")
    return int(row["seq"]) if row else 0


def said(cycle: Cycle, before: int) -> list[str]:
    """Say which files a command would write or remove, and what the ledger would say."""
    from wzqa.stages.told import Words  # the rules, which few commands need

    words = Words(current(cycle))
    entries = [words.entry(e) for e in cycle.record.ledger() if e.seq > before]
    return [*_files(cycle), *_listed("将记入台账", "条", entries)] or [_NOTHING]


def files(named: Sequence[str]) -> list[str]:
    """Say which files would be written where no record is kept."""
    return list(_listed("将写出", "个文件", named)) or [_NOTHING]


def _files(cycle: Cycle) -> Iterator[str]:
    staged = cycle.record.staged
    old = {name: _on_disk(cycle, name) for name in staged}
    new = [name for name, data in staged.items() if data is not None and old[name] is None]
    changed = [
        name
        for name, data in staged.items()
        if data is not None and old[name] is not None and old[name] != data
    ]
    gone = [name for name, data in staged.items() if data is None and old[name] is not None]
    yield from _listed("将写出", "个新文件", new)
    yield from _listed("将改写", "个文件", changed)
    yield from _listed("将移走", "个文件", gone)


def _on_disk(cycle: Cycle, name: str) -> bytes | None:
    try:
        return (cycle.folder / name).read_bytes()
    except OSError:
        return None


def _listed(what: str, unit: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"预演：{what}{len(lines)}{unit}："
        yield from (f"　{line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"　另有{len(lines) - _SHOWN}{unit}"
