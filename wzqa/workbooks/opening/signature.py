"""What kind of file some bytes are, told from the bytes alone."""

from __future__ import annotations

from typing import Literal

from wzqa.workbooks.opening.package import RESEND, SAVE_AS, refuse

Format = Literal["zip", "ole"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"{\\rtf", "RTF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"MZ", "程序"),
)
_MARKUP = (b"<html", b"<table", b"<!doctype html", b"<meta", b"<head", b"<body")
_XML_2003 = (b"urn:schemas-microsoft-com:office:spreadsheet", b'progid="excel.sheet"')
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_TEXT_CODINGS = ("utf-8-sig", "utf-16", "gb18030")


def kind_of(data: bytes, file: str) -> Format:
    """Tell a zip package from a compound file. Raises `WzqaError` for anything else, by its name."""
    if not data.strip(b"\0 \t\r\n"):
        raise refuse(file, "file-empty", "文件是空的，没有内容", RESEND)
    if data.startswith(_OLE):
        return "ole"
    if data.startswith(_ZIP):
        return "zip"
    for start, what in _OTHERS:
        if data.startswith(start):
            raise refuse(file, "not-a-workbook", f"是{what}，不是电子表格", "请报送 .xlsx 电子表格")
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data.startswith(_UTF16):
        head = head.replace(b"\0", b"")
    if b"urn:oasis:names:tc:opendocument" in head:
        raise refuse(file, "xml-as-workbook", "内容是单个 XML 文件的表格，不是电子表格", SAVE_AS)
    if any(mark in head for mark in _XML_2003) and b"<html" not in head:
        raise refuse(file, "xml-as-workbook", "内容是 XML 表格（2003），不是电子表格", SAVE_AS)
    if any(tag in head for tag in _MARKUP):
        raise refuse(file, "html-as-workbook", "内容是网页（HTML），不是电子表格", SAVE_AS)
    if _is_text(data):
        raise refuse(file, "csv-as-workbook", "内容是纯文本（CSV），不是电子表格", SAVE_AS)
    raise refuse(file, "not-a-workbook", "不是电子表格，无法识别", "请报送 .xlsx 电子表格")


def _is_text(data: bytes) -> bool:
    sample = data[:4096]
    if b"\0" in sample and not sample.startswith(_UTF16):
        return False
    for coding in _TEXT_CODINGS:
        try:
            text = sample.decode(coding, errors="strict")
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 4:
                continue
            text = sample[: error.start].decode(coding, errors="replace")
        if all(c.isprintable() or c in "\t\r\n" for c in text):
            return True
    return False
