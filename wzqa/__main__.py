"""`python -m wzqa` and the command `wzqa`: Ctrl-C is answered from the first moment on."""

from __future__ import annotations

import gc
import os
import signal
import sys

STOPPED = "已中断，没有写入任何内容"
CODE = 130


def _at_once(*_: object) -> None:
    """Leave while the program is still being loaded: nothing is open yet."""
    try:
        sys.stderr.write(f"{STOPPED}\n")
        sys.stderr.flush()
    finally:
        os._exit(CODE)


def _once(*_: object) -> None:
    """Let the first Ctrl-C stop the command, and those that follow not disturb its cleaning up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Load the command line and run it."""
    signal.signal(signal.SIGINT, _at_once)
    # a command lives for seconds and makes few circles: looking for them cost a tenth of its time
    gc.set_threshold(1_000_000, 5, 5)
    os.umask(0o077)  # what the office writes is the office's alone, where the system has modes
    from wzqa.cli import main as run  # noqa: PLC0415  (what loads slowly must not miss Ctrl-C)

    signal.signal(signal.SIGINT, _once)
    try:
        run()
    except KeyboardInterrupt:
        os._exit(CODE)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done: there is nothing to stop
        gc.freeze()  # Python looks through all there is before it ends: up to a third of a command


if __name__ == "__main__":
    main()
