"""The process that opens a suspicious package: `apart.py` starts it, and lives on when it dies."""

from __future__ import annotations

import pickle
import sys

from wzqa.problems import WzqaError
from wzqa.workbooks.opening.apart import MEGABYTES, SECONDS
from wzqa.workbooks.opening.grid import open_here


def main() -> None:
    """Open what comes in on standard input; the book, or its problems, go to standard output."""
    _limit(MEGABYTES * 1024 * 1024)
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        answer: tuple[object, object] = (open_here(data, sys.argv[1]), ())
    except WzqaError as error:
        answer = (None, tuple(error.problems))
    out.write(pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL))
    out.flush()


def _limit(size: int) -> None:
    """Let this process have so many bytes and no more."""
    if sys.platform == "win32":
        _limit_windows(size)
        return
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_windows(size: int) -> None:
    """Put this process into a job with a limit of memory (JOBOBJECT_EXTENDED_LIMIT_INFORMATION)."""
    import ctypes  # noqa: PLC0415  (only needed here)

    class Limits(ctypes.Structure):
        _fields_ = (
            ("per_process_time", ctypes.c_int64),
            ("per_job_time", ctypes.c_int64),
            ("flags", ctypes.c_uint32),
            ("minimum_working_set", ctypes.c_size_t),
            ("maximum_working_set", ctypes.c_size_t),
            ("active_processes", ctypes.c_uint32),
            ("affinity", ctypes.c_size_t),
            ("priority", ctypes.c_uint32),
            ("scheduling", ctypes.c_uint32),
            ("io_counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    limits = Limits(flags=0x100, process_memory=size)  # JOB_OBJECT_LIMIT_PROCESS_MEMORY
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
    job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))
    kernel.SetInformationJobObject(job, 9, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, ctypes.c_void_p(kernel.GetCurrentProcess()))
