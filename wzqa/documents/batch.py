"""A batch of letters: all or nothing, one file each, nobody else's facts (documents.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wzqa.documents.render import Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to render.

    `key` is the applicant it concerns ("" for lists and other documents about many); `own_words`
    are texts that may stand in it although they contain another applicant's name.
    """

    kind: str
    key: str
    title: str
    to: str
    number: str | None
    file_name: str
    template_name: str
    fields: Mapping[str, object]
    properties: Properties
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document in memory; `sha256` is of its bytes, in hexadecimal."""

    job: Job
    data: bytes
    sha256: str
