"""Words that a document holds as a file of its own (w:altChunk): web pages, text, another .docx."""

from __future__ import annotations

import email
import email.policy
import re
from typing import TYPE_CHECKING

from wzqa.documents import ooxml, package
from wzqa.problems import WzqaError

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLOCKS = (
    "p", "div", "br", "tr", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "title", "pre",
)  # fmt: skip


def lines_of(part: str, content: bytes) -> list[str] | None:
    """Give the paragraphs of an embedded file; None for a kind that is not read (RTF)."""
    kind = part.rpartition(".")[2].lower()
    if content.startswith(b"PK"):
        return _of_docx(content)
    if kind in ("mht", "mhtml") or content[:200].lower().lstrip().startswith(b"mime-version"):
        return _of_mail(content)
    if content.lstrip().startswith(b"{\\rtf"):
        return None
    if kind in ("htm", "html", "xhtml") or b"<html" in content[:2000].lower():
        return _of_page(content)
    return _kept(_decoded(content).splitlines())


def _kept(lines: list[str]) -> list[str]:
    return [line for line in (re.sub(r"\s+", " ", text).strip() for text in lines) if line]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", "replace")


def _of_docx(content: bytes) -> list[str] | None:
    try:
        parts = package.unpack(content, "")
        root = ooxml.parse(parts[ooxml.DOCUMENT])
    except WzqaError:
        return None
    return _kept([ooxml.own_text(paragraph) for paragraph in ooxml.paragraphs(root)])


def _of_mail(content: bytes) -> list[str] | None:
    message = email.message_from_bytes(content, policy=email.policy.default)
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(payload, bytes):
            read = _of_page if part.get_content_subtype() == "html" else _of_text
            return read(payload)
    return None


def _of_text(content: bytes) -> list[str]:
    return _kept(_decoded(content).splitlines())


def _of_page(content: bytes) -> list[str]:
    from lxml import etree, html  # noqa: PLC0415  (few documents hold one)

    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:2000], re.IGNORECASE)
    name = declared[1].decode("ascii") if declared else ""
    try:
        text = content.decode(name) if name else _decoded(content)
    except (LookupError, UnicodeDecodeError):
        text = _decoded(content)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        return []
    try:
        root = html.document_fromstring(text)
    except (etree.LxmlError, ValueError):
        return _kept(re.sub(r"<[^>]*>", "\n", text).splitlines())
    etree.strip_elements(root, "script", "style", with_tail=False)
    for node in root.iter(*_BLOCKS):
        node.text = f"\n{node.text or ''}"
        node.tail = f"\n{node.tail or ''}"
    return _kept("".join(map(str, root.itertext())).splitlines())


def chunks(parts: Mapping[str, bytes], names: list[str]) -> tuple[dict[str, list[str]], int]:
    """Read the embedded files of these names; gives their lines by name, and how many are unseen."""
    read: dict[str, list[str]] = {}
    unseen = 0
    for name in names:
        lines = lines_of(name, parts[name]) if name in parts else None
        if lines is None:
            unseen += 1
        else:
            read[name] = lines
    return read, unseen
