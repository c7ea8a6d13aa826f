"""Where the Word templates are: the cycle's own first, then those shipped (documents.md)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from wzqa.documents.gb9704 import LINE_PITCH
from wzqa.problems import Exit, Place, WzqaError, reason

if TYPE_CHECKING:
    from wzqa.documents.render import Prepared

SUFFIX = ".docx"
FOLDER = "templates"


def shipped_folder() -> Path:
    """Find the shipped templates: inside an installed package, else beside it in a checkout."""
    package = Path(__file__).parents[1]
    for folder in (package / "_templates", package.parent / FOLDER):
        if folder.is_dir():
            return folder
    raise WzqaError(
        "找不到随附的文书模板", Exit.RECORD, code="template-missing", hint="请重新安装 wzqa"
    )


def _documents(folder: Path) -> dict[str, Path]:
    """List the templates of a folder by file name; Word's lock files (~$) are none."""
    if not folder.is_dir():
        return {}
    return {
        path.name: path
        for path in sorted(folder.iterdir())
        if path.suffix.lower() == SUFFIX
        and path.is_file()
        and not path.name.startswith(("~$", "."))
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """A template in force: its file name, where it lies, whether it is the cycle's own."""

    name: str
    path: Path
    own: bool


@dataclass(slots=True)
class Library:
    """The templates of one cycle (None: the shipped ones); each is prepared once."""

    cycle: Path | None = None
    faces: tuple[tuple[str, str], ...] = ()  # (shipped face, the cycle's) where they differ
    pitch: int = LINE_PITCH  # line pitch of the body in twips
    _prepared: dict[str, Prepared] = field(default_factory=dict)
    _entries: dict[str, Entry] = field(default_factory=dict)

    def entries(self) -> list[Entry]:
        """List every template in force by name; the cycle's own wins over the shipped one."""
        own = _documents(self.cycle / FOLDER) if self.cycle else {}
        shipped = _documents(shipped_folder())
        names = sorted({*shipped, *own})
        return [Entry(n, own.get(n, shipped.get(n, Path())), n in own) for n in names]

    def find(self, name: str) -> Path:
        """Find a template by name, `.docx` or not. Raises WzqaError (exit 1) when there is none."""
        return self._entry(name).path

    def _entry(self, name: str) -> Entry:
        if not self._entries:
            self._entries = {entry.name: entry for entry in self.entries()}
        if file_name(name) in self._entries:
            return self._entries[file_name(name)]
        raise WzqaError(
            f"没有模板 {name}",
            code="template-missing",
            place=Place(name),
            hint="请用 wzqa templates list 核对模板名称",
        )

    def prepared(self, name: str, kind: str) -> Prepared:
        """Read and prepare a template; a second call gives the same object."""
        name = file_name(name)
        if name not in self._prepared:
            from wzqa.documents.render import prepare  # noqa: PLC0415  (docxtpl is slow to import)

            entry = self._entry(name)
            read = read_bytes(entry.path)
            data = restyled(read, name, self.faces, self.pitch)
            shipped = data == read and not entry.own
            self._prepared[name] = prepare(data, name, kind, shipped=shipped)
        return self._prepared[name]


def restyled(
    data: bytes, name: str, faces: tuple[tuple[str, str], ...], pitch: int = LINE_PITCH
) -> bytes:
    """Put the faces and the line pitch of award.toml in place of the shipped ones."""
    if not faces and pitch == LINE_PITCH:
        return data
    from wzqa.documents import package  # noqa: PLC0415  (only for cycles that depart)

    parts = package.unpack(data, name)
    for part, content in parts.items():
        if not part.endswith(".xml"):
            continue
        text = content.decode("utf-8")
        for shipped, own in faces:
            text = text.replace(f'"{shipped}"', f'"{escape(own, quote=False)}"')
        text = text.replace(f'w:line="{LINE_PITCH}"', f'w:line="{pitch}"')
        parts[part] = text.replace(f'w:linePitch="{LINE_PITCH}"', f'w:linePitch="{pitch}"').encode()
    return package.pack(parts)


def file_name(name: str) -> str:
    """Give a template's file name."""
    return name if name.lower().endswith(SUFFIX) else f"{name}{SUFFIX}"


def read_bytes(path: Path) -> bytes:
    """Read a file. Raises WzqaError (exit 5) when the system refuses."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise WzqaError(
            f"读不了 {path.name}：{reason(error)}",
            Exit.RECORD,
            code="file-read",
            place=Place(path.name),
            hint="请关闭正在使用该文件的程序后重试",
        ) from None


def export(folder: Path, *, dry_run: bool = False) -> tuple[list[Path], list[Path]]:
    """Copy the shipped templates into a folder; give (written, left alone).

    A template that is there already may have been edited: it is never overwritten.
    """
    written: list[Path] = []
    kept: list[Path] = []
    for name, path in _documents(shipped_folder()).items():
        target = folder / name
        if target.exists():
            kept.append(target)
            continue
        written.append(target)
        if not dry_run:
            data = read_bytes(path)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            except OSError as error:
                with suppress(OSError):
                    for made in reversed(written):  # all or none, and no half of one
                        made.unlink(missing_ok=True)
                raise WzqaError(
                    f"写不了 {target.name}：{reason(error)}", Exit.RECORD, code="file-write"
                ) from None
    return written, kept
