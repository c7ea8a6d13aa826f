"""Files that a command makes: checked before the commit, moved into place after it.

A move that fails (a workbook open in Excel) waits: the entry stays in `pending`, every later command
tries again, and the next one that writes the file takes its place. It holds up nothing else.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from wzqa.problems import Exit, Place, Problem, WzqaError, reason

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

STAGING = ".wzqa-staging"
_NAME_BYTES = 255  # of one name, on Linux and most shares
_PATH_WINDOWS = 259  # of a whole path, without a setting that offices do not have


def faults(folder: Path, targets: Iterable[str], *, windows: bool) -> list[Problem]:
    """Name every target that could not be put into place."""
    return [p for target in targets if (p := _fault(folder, target, windows=windows))]


def _fault(folder: Path, target: str, *, windows: bool) -> Problem | None:
    path = folder / target
    length = len(str(path.absolute()))
    if any(len(part.encode()) > _NAME_BYTES for part in PurePosixPath(target).parts):
        return _problem("path-long", target, "文件名过长", "请缩短申报组织或报送单位的名称")
    if windows and length > _PATH_WINDOWS:
        message = f"连同文件夹共{length}个字，Windows 至多{_PATH_WINDOWS}个"
        return _problem("path-long", target, message, "请把届次目录移到更短的路径下")
    above = next(p for p in path.parents if p == folder or p.exists())
    if not above.is_dir():
        name = above.relative_to(folder).as_posix()
        return _problem("path-taken", target, f"“{name}”是文件，不是文件夹", "请移走这个文件")
    if path.is_dir() and not path.is_symlink():
        return _problem("path-taken", target, "同名的是文件夹", "请移走或改名这个文件夹")
    if not os.access(above, os.W_OK | os.X_OK):
        return _problem("file-write", target, "所在文件夹不能写入", "请检查目录权限")
    if path.exists() and not _opens(path):
        return _problem("file-open", target, "正被其他程序打开，或设为只读", "请关闭后重新运行")
    return None


def _opens(path: Path) -> bool:
    """Say whether a file can be opened for writing, without changing it."""
    try:
        os.close(os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0)))
    except OSError:
        return False
    return True


def _problem(code: str, target: str, message: str, hint: str) -> Problem:
    return Problem(code=code, message=message, place=Place(target), hint=hint)


@contextmanager
def staged(
    db: sqlite3.Connection, folder: Path, files: Mapping[str, bytes | None]
) -> Iterator[list[Path]]:
    """Write files beside their places and enter the moves; None: remove. Commit inside.

    Raises WzqaError (exit 5) naming every target that cannot be written. When the commit fails, or the
    disk is full before it, nothing stays of what lay beside.
    """
    beside: list[Path] = []
    try:
        _stage(db, folder, files, beside)
        yield beside
    except BaseException:
        with suppress(OSError):
            for path in beside:
                path.unlink(missing_ok=True)
            (folder / STAGING).rmdir()
        raise


def _stage(
    db: sqlite3.Connection, folder: Path, files: Mapping[str, bytes | None], made: list[Path]
) -> None:
    wanted = {name: data for name, data in files.items() if not _there(folder / name, data)}
    found = faults(folder, wanted, windows=os.name == "nt")
    if found:
        message = f"有{len(found)}个文件不能写出，本次命令没有写入任何内容"
        raise WzqaError(message, Exit.RECORD, found)
    for name in files:
        db.execute("DELETE FROM pending WHERE target = ?", (name,))
    for name, data in wanted.items():
        row = db.execute("INSERT INTO pending (source, target) VALUES (NULL, ?)", (name,)).lastrowid
        if data is not None:
            beside = folder / STAGING / f"{row}.tmp"
            beside.parent.mkdir(exist_ok=True)
            made.append(beside)
            beside.write_bytes(data)
            db.execute("UPDATE pending SET source = ? WHERE id = ?", (f"{STAGING}/{row}.tmp", row))


def _there(path: Path, data: bytes | None) -> bool:
    """Say whether a target is already as it shall be."""
    if data is None:
        return not path.exists() and not path.is_symlink()
    try:
        return path.is_file() and path.read_bytes() == data
    except OSError:
        return False


def waiting(db: sqlite3.Connection) -> dict[str, str | None]:
    """Give the targets that could not be put into place, each with what waits for it."""
    return {r[1]: r[0] for r in db.execute("SELECT source, target FROM pending ORDER BY id")}


def move(db: sqlite3.Connection, folder: Path) -> None:
    """Move what was committed into place; what cannot be moved stays entered. Raises nothing."""
    done = [
        (row[0],)
        for row in db.execute("SELECT id, source, target FROM pending ORDER BY id").fetchall()
        if not _ours(row[1], row[2]) or _moved(folder, row[1], folder / row[2])
    ]
    if done:
        db.execute("BEGIN IMMEDIATE")
        db.executemany("DELETE FROM pending WHERE id = ?", done)
        db.execute("COMMIT")


def _ours(source: str | None, target: str) -> bool:
    """Say whether a move is one that `stage` enters: out of the staging folder, into the cycle."""
    parts = PurePosixPath(target).parts
    inside = bool(parts) and ".." not in parts and not PurePosixPath(target).is_absolute()
    return inside and (
        source is None or re.fullmatch(rf"{re.escape(STAGING)}/\d+\.tmp", source) is not None
    )


def _moved(folder: Path, source: str | None, target: Path) -> bool:
    try:
        if source is None:
            target.unlink(missing_ok=True)
        elif (folder / source).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _replace(folder / source, target)
    except OSError:
        return False
    return True


def _replace(source: Path, target: Path) -> None:
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # out/ lies on another disk: copy first, then replace
            raise
        beside = target.with_name(f".{source.name}")
        shutil.copyfile(source, beside)
        beside.replace(target)
        source.unlink()


def sweep(db: sqlite3.Connection, folder: Path) -> None:
    """Remove what was staged and belongs to no committed move."""
    beside = folder / STAGING
    kept = {Path(source).name for source in waiting(db).values() if source}
    if not kept:
        shutil.rmtree(beside, ignore_errors=True)
        return
    for path in beside.glob("*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)


def write_whole(target: Path, data: bytes) -> None:
    """Write a file that no record knows (an archive, an export): whole or not at all.

    Raises WzqaError (exit 5).
    """
    beside = target.with_name(f".{target.name}.tmp")
    try:
        beside.write_bytes(data)
        beside.replace(target)
    except OSError as error:
        message = f"写不了“{target}”：{reason(error)}"
        raise WzqaError(message, Exit.RECORD, code="file-write") from None
    finally:
        with suppress(OSError):
            beside.unlink()
