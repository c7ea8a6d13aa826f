"""The zip package around .xlsx, .xlsb and .ods, taken apart before any reader sees it.

Every part is inflated once, within limits, and held against its length and CRC, because the fast
reader checks neither; XML parts must hold no DTD (workbooks.md §10: an unsafe package is an error).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from wzqa.problems import Exit, Place, Problem, WzqaError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PARTS = 2000
COMMON = 65536  # bytes
_LARGER = "larger than declared"
MAX_UNPACKED = 256 * 1024 * 1024  # a table of 20 000 rows by 60 columns takes about 80 MB
SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送"
RESEND = "请向报送单位索取完好的文件"

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PROLOG = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*)*", re.DOTALL)
_XML = (".xml", ".rels")


def refuse(file: str, code: str, message: str, hint: str) -> WzqaError:
    """Make the error of one named problem of the whole file."""
    problem = Problem(code=code, message=message, place=Place(file), hint=hint)
    return WzqaError(f"{file}：{message}", Exit.INPUT, [problem])


def damaged(file: str, what: str = "文件已损坏，打不开") -> WzqaError:
    """Make the error of a broken file."""
    return refuse(file, "workbook-damaged", what, RESEND)


def _directory(data: bytes, file: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, struct.error, NotImplementedError):
        raise damaged(file) from None
    if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > MAX_UNPACKED:
        raise refuse(file, "zip-bomb", "压缩包展开后过大，没有读取", RESEND)
    if any(i.flag_bits & 1 for i in infos):
        raise protected(file)
    if len({i.filename for i in infos}) < len(infos):
        raise damaged(file, "压缩包内有重名的部件")
    return infos


def protected(file: str) -> WzqaError:
    """Make the error of a file with a password."""
    hint = "请取消打开密码后重新报送"
    return refuse(file, "workbook-protected", "文件设有打开密码，无法读取", hint)


def _is_common(name: str, size: int) -> bool:
    """Say whether a part (theme, styles, relations) is likely the same in many workbooks."""
    return size <= COMMON and "worksheets" not in name and "sharedStrings" not in name


def _packed(data: bytes, info: zipfile.ZipInfo, file: str) -> bytes:
    """Cut the packed bytes of a part out of the file."""
    at = info.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise damaged(file)
    name, extra = struct.unpack_from("<HH", data, at + 26)
    start = at + 30 + name + extra
    return data[start : start + info.compress_size]


def _inflate(packed: bytes, size: int, crc: int, method: int) -> bytes | str:
    """Unpack a part within its declared size; a text says what is wrong with it."""
    if method == zipfile.ZIP_STORED:
        content = packed
    elif method == zipfile.ZIP_DEFLATED:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
        except zlib.error:
            return "解压失败"
    else:
        return "的压缩方式无法识别"
    if len(content) > size:
        return _LARGER
    if len(content) < size or zlib.crc32(content) != crc:
        return "校验不符，内容可能已损坏"
    return content


_inflate_again = lru_cache(maxsize=128)(_inflate)


def _part(data: bytes, info: zipfile.ZipInfo, file: str) -> bytes:
    """Unpack one part."""
    packed = _packed(data, info, file)
    inflate = _inflate_again if _is_common(info.filename, info.file_size) else _inflate
    content = inflate(packed, info.file_size, info.CRC, info.compress_type)
    if content is _LARGER:
        raise refuse(file, "zip-bomb", "压缩包所报大小与实际不符，没有读取", RESEND)
    if isinstance(content, str):
        raise damaged(file, f"部件 {info.filename} {content}")
    return content


def _check_xml(name: str, content: bytes, file: str) -> None:
    if content.startswith(_UTF16):
        raise damaged(file, f"部件 {name} 不是 UTF-8 编码")
    before_root = _PROLOG.match(content)
    if before_root and content.startswith(b"<!", before_root.end()):  # nowhere else is a DTD legal
        raise refuse(
            file, "workbook-unsafe", f"部件 {name} 含文档类型或实体定义，没有读取", SAVE_AS
        )


def _parses(content: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        return False
    return True


_parses_again = lru_cache(maxsize=64)(_parses)


def well_formed(name: str, content: bytes, file: str) -> None:
    """Refuse a part whose XML is broken: the fast reader would read on and lose cells.

    The list of sheets and the styles are remembered.
    """
    if not (_parses_again if _is_common(name, len(content)) else _parses)(content):
        raise damaged(file, f"部件 {name} 不是完整的 XML")


def parts(data: bytes, file: str) -> dict[str, bytes]:
    """Inflate and check every part. Raises `WzqaError` for a damaged or unsafe package."""
    found: dict[str, bytes] = {}
    for info in _directory(data, file):
        if info.is_dir():
            continue
        content = _part(data, info, file)
        name = info.filename.replace("\\", "/")
        if name.lower().endswith(_XML):
            _check_xml(name, content, file)
        found[name] = content
    return found


def pack(contents: Mapping[str, bytes]) -> bytes:
    """Put parts into a zip, not compressed: what a reader gets is exactly what was checked."""
    local, central, at = [], [], 0
    for name, content in contents.items():
        encoded = name.encode()
        size = len(content)
        about = struct.pack(
            "<HHHHHIIIHH", 20, 0x800, 0, 0, 0x21, zlib.crc32(content), size, size, len(encoded), 0
        )
        local += [b"PK\x03\x04", about, encoded, content]
        central += [b"PK\x01\x02\x14\x00", about, struct.pack("<HHHII", 0, 0, 0, 0, at), encoded]
        at += 4 + len(about) + len(encoded) + size
    directory = b"".join(central)
    count = len(contents)
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), at, 0)
    return b"".join([*local, directory, b"PK\x05\x06", end])
