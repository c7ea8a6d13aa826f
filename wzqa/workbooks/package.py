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
from typing import TYPE_CHECKING
from xml.parsers import expat

from wzqa.problems import Exit, Place, Problem, WzqaError

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PARTS = 2000
MAX_UNPACKED = 256 * 1024 * 1024  # a table of 20 000 rows by 60 columns takes about 80 MB
SAVE_AS = "请用 Excel 或 WPS 打开后另存为 .xlsx 再报送"
RESEND = "请向报送单位索取完好的文件"

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
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


def _part(data: bytes, info: zipfile.ZipInfo, file: str) -> bytes:
    at = info.header_offset
    if data[at : at + 4] != b"PK\x03\x04":
        raise damaged(file)
    name, extra = struct.unpack_from("<HH", data, at + 26)
    start = at + 30 + name + extra
    packed = data[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif info.compress_type == zipfile.ZIP_DEFLATED:
        try:
            inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            content = inflate.decompress(packed, info.file_size + 1)
        except zlib.error:
            raise damaged(file, f"部件 {info.filename} 解压失败") from None
    else:
        raise damaged(file, f"部件 {info.filename} 的压缩方式无法识别")
    if len(content) > info.file_size:
        raise refuse(file, "zip-bomb", "压缩包所报大小与实际不符，没有读取", RESEND)
    if len(content) < info.file_size or zlib.crc32(content) != info.CRC:
        raise damaged(file, f"部件 {info.filename} 校验不符，内容可能已损坏")
    return content


def _check_xml(name: str, content: bytes, file: str) -> None:
    if content.startswith(_UTF16):
        raise damaged(file, f"部件 {name} 不是 UTF-8 编码")
    if _DTD.search(content):
        raise refuse(
            file, "workbook-unsafe", f"部件 {name} 含文档类型或实体定义，没有读取", SAVE_AS
        )


def well_formed(name: str, content: bytes, file: str) -> None:
    """Refuse a part whose XML is broken: the fast reader would read on and lose cells."""
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError:
        raise damaged(file, f"部件 {name} 不是完整的 XML") from None


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


def pack(contents: Mapping[str, bytes], level: int = 1) -> bytes:
    """Put parts back into a zip, with fixed dates, in the order given: same input, same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in contents.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return out.getvalue()
