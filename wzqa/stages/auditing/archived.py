"""`wzqa verify --archive`: a bundle read within bounds, and everything in it against its record."""

from __future__ import annotations

import io
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from wzqa.award_toml import load
from wzqa.problems import Exit, Place, Problem, Severity, WzqaError, reason
from wzqa.record import files as file_store
from wzqa.record.store import open_record, sha256
from wzqa.stages.auditing import archiving, verifying
from wzqa.stages.auditing.faults import fault, guarded
from wzqa.stages.ground.cycle import MARKER, Cycle, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from wzqa.record.store import Record

MOST_FILES = 20_000
MOST_BYTES = 4 << 30  # of all files unpacked
MOST_TIMES = 200  # unpacked against packed, beyond a first megabyte
_ODD = re.compile(r'[\\:*?"<>|\x00-\x1f]')
_DEVICE = re.compile(
    r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE
)  # Windows opens no file
_CHUNK = 1 << 20
_PART, _LONGEST = 255, 2000  # bytes of a name, of a path


def run(
    path: Path, now: datetime, anchors: Sequence[str] = ()
) -> tuple[Report, list[Problem], list[str]]:
    """Verify an archive made by `wzqa archive`; what is wrong in it is a finding, never a traceback."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = _unpack(path, folder)
        found += _manifest(folder)
        if not (folder / "record.db").is_file():
            found.append(fault("archive-manifest", "归档中没有 record.db", "record.db"))
            report = Report({"discrepancies": []}, exit=Exit.DISCREPANCY)
            return _told(report, found), found, []
        try:
            with open_record(folder, now, "verify", write=False) as record:
                report, more = _record(record, folder, now, anchors)
        except WzqaError as error:
            report, more = Report({"discrepancies": []}), list(error.problems)
    found += more
    return _told(report, found), found, []


def _told(report: Report, found: list[Problem]) -> Report:
    wrong = [p for p in found if p.severity is Severity.ERROR]
    report.data["discrepancies"] = [p.as_json() for p in wrong]
    if wrong:
        report.exit = Exit.DISCREPANCY
        report.blocks = [b for b in report.blocks if b != "没有发现不符。"]
        report.say(f"归档共发现{len(wrong)}处不符。")
    return report


def _record(
    record: Record, folder: Path, now: datetime, anchors: Sequence[str]
) -> tuple[Report, list[Problem]]:
    try:
        settings = load(folder / MARKER, now.year)
    except WzqaError as error:
        return verifying.check(record, folder, None, error.problems)
    report, found = verifying.check(record, folder, settings)
    cycle = Cycle(folder, settings, record, now, "verify")
    found += guarded("归档内容", lambda: list(_contents(cycle)))
    for text in anchors:
        found += verifying.anchored(record, report, text)
    return report, found


# --- unpacking ------------------------------------------------------------------------------------


def _unpack(path: Path, folder: Path) -> list[Problem]:
    """Unpack what may be unpacked; what lies outside, is none of ours or swells is a finding."""
    try:
        with zipfile.ZipFile(path) as bundle:
            infos = bundle.infolist()
            found = _bounds(infos) or _beside(bundle)
            if found:
                raise WzqaError(f"归档“{path}”不能打开", Exit.DISCREPANCY, found)
            taken: dict[str, bool] = {}
            for info in infos:
                found += _member(bundle, info, folder, taken)
            return found
    except (OSError, zipfile.BadZipFile, ValueError):
        raise WzqaError(f"读不了归档“{path}”", Exit.RECORD, code="archive-read") from None


def _bounds(infos: Sequence[zipfile.ZipInfo]) -> list[Problem]:
    size = sum(i.file_size for i in infos)
    packed = sum(i.compress_size for i in infos)
    if len(infos) > MOST_FILES or size > MOST_BYTES or size > _CHUNK + MOST_TIMES * packed:
        message = f"归档共{len(infos)}个文件，解开后{size}字节，超出一份归档应有的大小，没有解开"
        return [fault("archive-unsafe", message)]
    return []


def _beside(bundle: zipfile.ZipFile) -> list[Problem]:
    """Name what stands in the file and in none of its members: a reader may take it for the archive."""
    if not bundle.comment and min((i.header_offset for i in bundle.infolist()), default=0) == 0:
        return []
    message = "压缩文件里有注释，或在最前面另有内容，不是本工具写的，没有解开"
    return [fault("archive-unsafe", message)]


def _member(
    bundle: zipfile.ZipFile, info: zipfile.ZipInfo, folder: Path, taken: dict[str, bool]
) -> list[Problem]:
    """Write one member below the folder, if its name and kind are those of an archive of ours."""
    name = info.filename
    if name.endswith("/"):
        return []
    if not _inside(name):
        return [fault("archive-unsafe", "归档中的名称指向目录之外或含有非法字符，没有解开", name)]
    if stat.S_ISLNK(info.external_attr >> 16):
        return [fault("archive-unsafe", "归档中有链接，没有解开", name)]
    if _clashes(name, taken):
        message = "名称与归档中的另一个相同，或一个是另一个的上级目录，没有解开"
        return [fault("archive-unsafe", message, name)]
    target = folder / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with bundle.open(info) as source, target.open("wb") as out:
            left = info.file_size
            while chunk := source.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    return [fault("archive-unsafe", "解开后比所写的大，没有解完", name)]
                out.write(chunk)
    except OSError as error:  # of this machine, not of the archive
        message = f"归档解不开：{reason(error)}"
        raise WzqaError(message, Exit.RECORD, code="file-write", place=Place(name)) from None
    except (RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error):
        target.unlink(missing_ok=True)
        return [fault("file-altered", "归档中的文件已损坏或加了密，解不开", name)]
    return []


def _clashes(name: str, taken: dict[str, bool]) -> bool:
    """Say whether a file would fall on another, on any system; enters its name and its folders."""
    plain = unicodedata.normalize("NFC", name).upper()  # as Windows compares
    parts = [p.rstrip(". ") for p in PurePosixPath(plain).parts]
    keys = ["/".join(parts[:n]) for n in range(1, len(parts) + 1)]
    clash = keys[-1] in taken or any(taken.get(key) for key in keys[:-1])
    if not clash:
        taken.update({key: key == keys[-1] for key in keys})
    return clash


def _inside(name: str) -> bool:
    """Say whether a name is one of ours: below the folder, of a length that systems take."""
    parts = PurePosixPath(name).parts
    return (
        bool(parts)
        and not name.startswith("/")
        and ".." not in parts
        and len(name.encode(errors="replace")) < _LONGEST
        and not any(
            _ODD.search(p) or _DEVICE.fullmatch(p) or len(p.encode(errors="replace")) > _PART
            for p in parts
        )
    )


def _manifest(folder: Path) -> list[Problem]:
    """Compare an archive's files with its manifest."""
    manifest = folder / archiving.MANIFEST
    if not manifest.is_file():
        return [fault("archive-manifest", "归档中没有校验清单", archiving.MANIFEST)]
    found, listed = [], set()
    for line in manifest.read_text(encoding="utf-8", errors="replace").splitlines():
        value, _, name = line.partition("  ")
        if not re.fullmatch(r"[0-9a-f]{64}", value) or not _inside(name):
            found.append(fault("archive-manifest", "校验清单有一行读不出来", archiving.MANIFEST))
            continue
        listed.add(name)
        file = folder / name
        if not file.is_file():
            found.append(fault("file-missing", "清单上有，归档中没有", name))
        elif sha256(file.read_bytes()) != value:
            found.append(fault("file-altered", "内容与清单不符", name))
    extra = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return found + [
        fault("file-foreign", "归档中有，清单上没有", name)
        for name in sorted(extra - listed - {archiving.MANIFEST})
    ]


# --- contents against the record --------------------------------------------------------------------


def _contents(cycle: Cycle) -> Iterator[Problem]:
    """Compare originals, lists, catalogue and programs of a bundle with its record and this program.

    Whoever alters a file can alter the manifest with it; the record, chained, is the reference.
    """
    wanted = dict(archiving.derived(cycle))
    for name, data in sorted(wanted.items()):
        file = cycle.folder / name
        if not file.is_file():
            yield fault("file-missing", "记录里有，归档中没有", name)
        elif not _alike(file.read_bytes(), data, name):
            what = "不是随本工具发的，不要运行" if name.endswith(".py") else "与记录不符"
            yield fault("file-altered", what, name)
    known = set(wanted) | {MARKER, "record.db", archiving.MANIFEST}
    known |= {r["path"] for r in cycle.record.rows("SELECT path FROM output")}
    known |= {d["file"] for d in cycle.record.rows("SELECT file FROM document")}
    known |= {f.path for f in file_store.in_force(cycle.record)}
    for path in sorted(cycle.folder.rglob("*")):
        name = path.relative_to(cycle.folder).as_posix()
        if path.is_file() and name not in known and not name.startswith("out/"):
            yield fault("file-foreign", "记录里没有这个文件", name)


def _alike(one: bytes, other: bytes, name: str) -> bool:
    """Compare two files; workbooks by their parts, since compression may differ between machines."""
    if one == other:
        return True
    if not name.endswith(".xlsx"):
        return False
    try:
        return _parts(one) == _parts(other)
    except (OSError, ValueError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error):
        return False


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        if sum(i.file_size for i in book.infolist()) > MOST_BYTES >> 6:
            return {}
        return {name: book.read(name) for name in book.namelist()}
