"""The renderer: a template is prepared once per kind, a letter rendered in a fraction of a millisecond."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a letter carries in its document properties (documents.md "A batch of letters", 6).

    `list_ref` is the confirmed list it rests on (`review-1`) or `record`; `day` is 成文日期, which
    also stands as created and modified; `author` the office; `subject_key` the applicant's key.
    """

    kind: str
    title: str
    list_ref: str
    list_hash: str
    day: date
    author: str
    subject_key: str = ""
    number: str | None = None
    draft: bool = False
    demo: bool = False
