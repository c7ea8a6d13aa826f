"""The office's own edition of the regulation: kept in the record, and what lists were confirmed on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wzqa.own_edition import FOLDER
from wzqa.problems import Place, Problem, Severity
from wzqa.record import files, lists
from wzqa.record.store import sha256
from wzqa.regulation import parse_edition

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wzqa.record.files import File
    from wzqa.record.store import Record
    from wzqa.regulation import Edition
    from wzqa.settings import Settings

ROLE = "profile"


def on_disk(folder: Path, name: str) -> dict[str, bytes]:
    """Give the files of an own edition by their paths."""
    paths = (f"{FOLDER}/{name}.toml", f"{FOLDER}/{name}.md")
    return {path: (folder / path).read_bytes() for path in paths if (folder / path).is_file()}


def of_files(record: Record, held: Iterable[File]) -> Edition | None:
    """Read the own edition among some files of the record; None when there is none."""
    texts = {
        Path(f.path).suffix: (
            Path(f.path).stem,
            files.content(record, f.sha256).decode("utf-8-sig"),
        )
        for f in held
        if f.role == ROLE
    }
    if ".toml" not in texts:
        return None
    name, data = texts[".toml"]
    return parse_edition(name, data, texts[".md"][1] if ".md" in texts else None)


def differs(record: Record, folder: Path, settings: Settings) -> bool:
    """Say whether the cycle's own edition on disk is another one than the record has."""
    if not settings.has_own_edition:
        return False
    held = {f.path: f.sha256 for f in files.in_force(record, ROLE)}
    here = on_disk(folder, settings.profile)
    return held != {path: sha256(data) for path, data in here.items()}


def keep(
    record: Record, folder: Path, settings: Settings, *, write: bool
) -> tuple[Edition | None, list[Problem]]:
    """Take the own edition into the record; once a list is confirmed on one, that one stands.

    Gives the edition that stands in place of the one on disk, if so, and what is to be said.
    """
    held = files.in_force(record, ROLE)
    if not settings.has_own_edition:  # back to a shipped one; lists confirmed keep theirs
        for file in held if write else ():
            files.drop(record, file, "不再采用")
        return None, []
    if not differs(record, folder, settings):
        return None, []
    if held and lists.any_in_force(record):
        message = "办法版本改动了，已确认的名单依据的是原来的版本，暂不采用"
        hint = "请恢复原文件，或用 wzqa confirm 阶段 --reopen 打开各名单后再采用"
        return of_files(record, held), [_said(settings, "edition-waits", message, hint)]
    if not write:
        return None, []
    here = on_disk(folder, settings.profile)
    for file in held:
        if file.path not in here:
            files.drop(record, file, "不再采用")
    for path, data in here.items():
        files.take(record, ROLE, path, data)
    if not held:
        return None, []
    return None, [_said(settings, "edition-taken", "已采用改动后的办法版本", "请重新运行各阶段")]


def _said(settings: Settings, code: str, message: str, hint: str) -> Problem:
    place = Place(f"{FOLDER}/{settings.profile}.toml")
    return Problem(code=code, message=message, severity=Severity.WARNING, place=place, hint=hint)
