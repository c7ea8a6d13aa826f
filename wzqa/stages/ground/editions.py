"""The office's own edition of the regulation: kept in the record, and what lists were confirmed on."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from wzqa import award_toml
from wzqa.own_edition import FOLDER
from wzqa.problems import Place, Problem, Severity
from wzqa.record import files, lists
from wzqa.record.store import sha256
from wzqa.regulation import DATA, TEXT, parse_edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from wzqa.record.files import File
    from wzqa.record.store import Record
    from wzqa.regulation import Edition
    from wzqa.settings import Settings

ROLE = "profile"


def on_disk(folder: Path, name: str) -> dict[str, bytes]:
    """Give the files of an own edition by their paths."""
    paths = award_toml.own_files(folder, name).values()
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def parts(held: Mapping[str, bytes]) -> tuple[str, dict[str, str]]:
    """Give an own edition's name and its texts by part, from its files by path."""
    name, texts = "", {}
    for path, data in held.items():
        file = PurePosixPath(path)
        flat = file.parent.name == FOLDER
        part = {".toml": DATA, ".md": TEXT}[file.suffix] if flat else file.name
        name, texts[part] = file.stem if flat else file.parent.name, data.decode("utf-8-sig")
    return name, award_toml.completed(texts) if texts else texts


def of_files(record: Record, held: Iterable[File]) -> Edition | None:
    """Read the own edition among some files of the record; None when there is none."""
    ours = {f.path: files.content(record, f.sha256) for f in held if f.role == ROLE}
    name, texts = parts(ours)
    return parse_edition(name, texts) if texts else None


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
    place = Place(f"{FOLDER}/{settings.profile}")
    return Problem(code=code, message=message, severity=Severity.WARNING, place=place, hint=hint)
