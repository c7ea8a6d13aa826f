"""Letters with pictures or column loops: plain docxtpl, then the same clean package."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from wzqa.documents import cleaning, dialect, package

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a field's value (PNG or JPEG bytes); such a letter goes through docxtpl."""

    data: bytes
    width_mm: int


def _value(value: object) -> object:
    return value if isinstance(value, InlineImage) else dialect.word_text(value)


def render(
    parts: Mapping[str, bytes],
    fields: Mapping[str, object],
    images: Mapping[str, Picture],
    properties: Iterable[tuple[str, bytes]],
) -> dict[str, bytes]:
    """Fill an unpacked template through docxtpl and give its parts, without property parts."""
    template = DocxTemplate(BytesIO(package.pack({**parts, **dict(properties)})))
    context = dict(fields) | {
        name: InlineImage(template, BytesIO(image.data), width=Mm(image.width_mm))
        for name, image in images.items()
    }
    template.render(context, dialect.environment().overlay(finalize=_value))
    buffer = BytesIO()
    template.save(buffer)
    return cleaning.clean(package.unpack(buffer.getvalue(), "docx"))
