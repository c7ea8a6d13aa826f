"""What a terminal shows while a command is at work; nothing of it is left when it ends."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.status import Status

T = TypeVar("T")
_AFTER = 0.5  # seconds


class Line:
    """A line on stderr that comes after half a second: what is done, how far it is."""

    def __init__(self, what: str) -> None:
        """Begin to wait."""
        self._words = f"{what}…"
        self._shown: Status | None = None
        self._over = False
        self._lock = threading.Lock()
        self._timer = threading.Timer(_AFTER, self._show)
        self._timer.daemon = True
        self._timer.start()

    def tell(self, words: str) -> None:
        """Say what is being done."""
        self._words = f"{words}…"
        if self._shown is not None:
            self._shown.update(self._words)

    def stop(self) -> None:
        """Take the line away; it does not come back."""
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._shown is not None:
                self._shown.stop()
                self._shown = None

    def _show(self) -> None:
        from rich.console import Console
        from rich.status import Status

        with self._lock:
            if not self._over:
                self._shown = Status(self._words, console=Console(stderr=True), spinner="line")
                self._shown.start()


_lines: list[Line] = []  # the line of the running command, if a terminal shows one


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show that a command is at work until the block ends."""
    line = Line(what)
    _lines.append(line)
    try:
        yield
    finally:
        _lines.remove(line)
        line.stop()


def counted(what: str, items: Sequence[T]) -> Iterator[T]:
    """Go through items and say how far it is: 读表 3/40."""
    for done, item in enumerate(items, 1):
        if _lines:
            _lines[-1].tell(f"{what} {done}/{len(items)}")
        yield item


def hide() -> None:
    """Take the line away before a question is asked."""
    for line in _lines:
        line.stop()
