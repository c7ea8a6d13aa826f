"""The zip package around .xlsx and .ods, taken apart before any reader sees it.

Every part is inflated once, within limits, and held against its length and CRC; XML parts must hold
no DTD (workbooks.md §10: an unsafe package is an error). What is read is turned into UTF-8, whatever
coding a part declares.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from functools import lru_cache
from xml.parsers import expat

from wzqa.problems import Exit, Place, Problem, WzqaError

MAX_PARTS = 2000
COMMON = 65536  # bytes of a part that may lie in many workbooks
MAX_UNPACKED = 256 * 1024 * 1024  # a table of 20 000 rows by 60 columns takes about 80 MB
ORDINARY = 8 * 1024 * 1024  # bytes unpacked that harm nobody
FACTOR = 60  # how much smaller a large package may lie in its file
LARGE = 48 * 1024 * 1024
SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送"
RESEND = "请向报送单位索取完好的文件"
SAVE_OR_RESEND = f"{SAVE_AS}；打不开的，{RESEND}"

_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_DECLARED = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([^"'>]*)["']""")
_DECLARATION = re.compile(r"\ufeff?\s*<\?xml\b[^>]*\?>")
_XML = (".xml", ".rels")
_HEADER = 30  # bytes before the name of a part
_REMEMBERED = 256
_MOST_SEEN = 10_000
_known: dict[tuple[str, int, int, bytes], bytes] = {}
_seen: set[tuple[str, int, int]] = set()
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError,
           RuntimeError, ArithmeticError, LookupError)  # fmt: skip


class SuspiciousError(Exception):
    """A package is out of the ordinary: read it where a crash does no harm."""


def refuse(file: str, code: str, message: str, hint: str) -> WzqaError:
    """Make the error of one named problem of the whole file."""
    problem = Problem(code=code, message=message, place=Place(file), hint=hint)
    return WzqaError(f"{file}：{message}", Exit.INPUT, [problem])


def damaged(file: str, what: str = "文件已损坏，打不开") -> WzqaError:
    """Make the error of a broken file, which Excel may yet be able to repair."""
    return refuse(file, "workbook-damaged", what, SAVE_OR_RESEND)


def too_large(file: str, what: str = "工作表的数据范围过大，没有读取") -> WzqaError:
    """Make the error of a file beyond the limits."""
    return refuse(file, "workbook-too-large", what, "请清除数据区以外的内容（含格式与合并）后另存")


def protected(file: str) -> WzqaError:
    """Make the error of a file with a password."""
    hint = "请取消打开密码后重新报送"
    return refuse(file, "workbook-protected", "文件设有打开密码，无法读取", hint)


def _check_directory(infos: list[zipfile.ZipInfo], file: str) -> None:
    if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNPACKED:
        raise refuse(file, "zip-bomb", "压缩包展开后过大，没有读取", RESEND)
    if any(i.flag_bits & 1 for i in infos):
        raise protected(file)
    if len({i.filename for i in infos}) < len(infos):
        raise damaged(file, "压缩包内有重名的部件")


def _is_suspicious(size: int, packed: int) -> bool:
    """Say whether a package is large, or unpacks to something out of all proportion to the file."""
    return size > LARGE or (size > ORDINARY and size > FACTOR * packed)


def parts(data: bytes, file: str, *, wary: bool = False) -> dict[str, bytes]:
    """Inflate and check every part. Raises `WzqaError` for a damaged or unsafe package.

    `wary`: raises `SuspiciousError` before it inflates what had better be opened elsewhere.
    """
    found: dict[str, bytes] = {}
    at = ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_directory(infos, file)
            if wary and _is_suspicious(sum(i.file_size for i in infos), len(data)):
                raise SuspiciousError
            for info in infos:
                at = info.filename.replace("\\", "/").lstrip("/")
                if not info.is_dir():
                    found[at] = _part(archive, info, data, file)
    except _BROKEN:
        raise damaged(
            file, f"部件 {at} 校验不符或无法解压" if at else "文件已损坏，打不开"
        ) from None
    return found


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, data: bytes, file: str) -> bytes:
    """Inflate one part; what lies in many workbooks byte for byte is remembered."""
    small = info.file_size <= COMMON
    start = info.header_offset
    end = start + _HEADER + len(info.filename) + info.compress_size
    key = (info.filename, info.CRC, info.file_size, data[start:end]) if small else None
    content = _known.get(key) if key else None
    if content is None:
        content = archive.read(info)
        if info.filename.lower().endswith(_XML):
            _check_xml(info.filename, content, file)
        if key and len(_known) < _REMEMBERED and _comes_again(info):
            _known[key] = content
    return content


def _comes_again(info: zipfile.ZipInfo) -> bool:
    """Say whether a part is likely the same in many workbooks, or was seen before (a 填表说明)."""
    if "worksheets" not in info.filename and "sharedStrings" not in info.filename:
        return True
    seen = (info.filename, info.CRC, info.file_size)
    if seen in _seen:
        return True
    if len(_seen) < _MOST_SEEN:
        _seen.add(seen)
    return False


def _check_xml(name: str, content: bytes, file: str) -> None:
    before_root = _PROLOG.match(content)
    if before_root and content.startswith(b"<!", before_root.end()):  # nowhere else is a DTD legal
        raise refuse(
            file, "workbook-unsafe", f"部件 {name} 含文档类型或实体定义，没有读取", SAVE_AS
        )


def _coding(content: bytes) -> str:
    """Name the coding of a part: by its first bytes, else as it declares; "" for UTF-8."""
    if content.startswith(_UTF32):
        return "utf-32"
    if content.startswith(_UTF16):
        if content[:1] in b"<\0":
            return "utf-16-le" if content[:1] == b"<" else "utf-16-be"
        return "utf-16"
    found = _DECLARED.match(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0)
    declared = found[1].decode("ascii", "replace").lower() if found else ""
    if declared in {"", "utf-8", "utf8"} or declared.startswith(("utf-16", "ucs-2", "utf16")):
        return ""  # declared as UTF-16 and yet one byte per letter: UTF-8, as .NET writes it
    return {"gb2312": "gb18030", "gbk": "gb18030"}.get(declared, declared)


def as_utf8(name: str, content: bytes, file: str) -> bytes:
    """Give a part in UTF-8, without a declaration that says otherwise.

    Raises `WzqaError` when its coding is unknown or its bytes are not what it declares.
    """
    found = _DECLARED.match(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0)
    if not content.startswith((*_UTF16, *_UTF32)) and (
        not found or found[1] in {b"UTF-8", b"utf-8"}
    ):
        return content
    coding = _coding(content)
    try:
        text = content.decode(coding or "utf-8-sig")
    except (LookupError, ValueError):
        what = f"部件 {name} 声明的编码“{coding or 'utf-8'}”不认识，或与内容不符，没有读取"
        raise refuse(file, "workbook-encoding", what, SAVE_AS) from None
    plain = _DECLARATION.sub("", text, count=1).lstrip("\ufeff").encode("utf-8", "replace")
    _check_xml(name, plain, file)
    return plain


def _parses(content: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError):
        return False
    return True


_parses_again = lru_cache(maxsize=64)(_parses)


def well_formed(name: str, content: bytes, file: str) -> None:
    """Refuse a part whose XML is broken: the fast reader would read on and lose cells."""
    if not (_parses_again if len(content) <= COMMON else _parses)(content):
        raise damaged(file, f"部件 {name} 不是完整的 XML")
