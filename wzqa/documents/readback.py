"""Reading a generated document again: its properties and its plain text, for `verify`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wzqa.documents import cleaning, ooxml, package
from wzqa.problems import WzqaError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Readback:
    """What a Word file says of itself: `custom` its wzqa_… properties, `text` all its words.

    `text` holds body, headers, footers and notes, one paragraph a line.
    """

    title: str
    author: str
    created: str
    custom: dict[str, str]
    text: str

    @property
    def kind(self) -> str:
        """The document's kind, "" when it is none of ours."""
        return self.custom.get("wzqa_kind", "")

    @property
    def list_ref(self) -> str:
        """The list it rests on: `review-1`, `record`."""
        return self.custom.get("wzqa_list", "")

    @property
    def list_hash(self) -> str:
        """The content hash of that list."""
        return self.custom.get("wzqa_list_hash", "")

    @property
    def key(self) -> str:
        """The applicant it concerns, "" for none."""
        return self.custom.get("wzqa_key", "")

    @property
    def number(self) -> str | None:
        """Its 发文字号, None when it has none."""
        return self.custom.get("wzqa_number") or None


def plain_text(parts: dict[str, bytes], file: str = "") -> str:
    """Give all words of a file: body first, then headers, footers and notes by name."""
    names = sorted(
        filter(cleaning.TEXT_PART.fullmatch, parts), key=lambda n: (n != ooxml.DOCUMENT, n)
    )
    return "\n".join(line for n in names for line in _lines(parts[n], file, n))


def _lines(content: bytes, file: str, part: str) -> Sequence[str]:
    if part == ooxml.DOCUMENT:
        return ooxml.lines(ooxml.parse(content, file, part))
    try:
        return _again(content)
    except WzqaError:
        ooxml.parse(content, file, part)  # says where
        raise


@lru_cache(maxsize=256)
def _again(content: bytes) -> Sequence[str]:
    """Read a header or footer, which is the same in all letters of a kind."""
    return ooxml.lines(ooxml.parse(content))


_CORE = {"title": "title", "author": "creator", "created": "created"}


def _core(content: bytes, file: str) -> dict[str, str]:
    root = ooxml.parse(content, file, "docProps/core.xml")
    found = {str(node.tag).rpartition("}")[2]: node.text or "" for node in root}
    return {name: found.get(tag, "") for name, tag in _CORE.items()}


def _custom(content: bytes, file: str) -> dict[str, str]:
    root = ooxml.parse(content, file, "docProps/custom.xml")
    return {
        name: "".join(str(text) for text in node.itertext())
        for node in root
        if (name := node.get("name", "")).startswith("wzqa_")
    }


def read(data: bytes, file: str = "") -> Readback:
    """Read a .docx from memory. Raises WzqaError (exit 5) when it is none."""
    return of(package.unpack(data, file), file)


def of(parts: dict[str, bytes], file: str = "") -> Readback:
    """Read an unpacked .docx. Raises WzqaError (exit 5) where a part is no XML."""
    core = _core(parts["docProps/core.xml"], file) if "docProps/core.xml" in parts else {}
    has = "docProps/custom.xml" in parts
    custom = _custom(parts["docProps/custom.xml"], file) if has else {}
    return Readback(
        **{name: core.get(name, "") for name in _CORE}, custom=custom, text=plain_text(parts, file)
    )


def text_of(data: bytes, file: str = "") -> str:
    """Read the words of a .docx and nothing else."""
    return plain_text(package.unpack(data, file, cleaning.TEXT_PART), file)
