"""Documents made anew from the register, and compared with the files: not one word may differ.

Whoever recomputes the whole ledger for an altered file leaves the register's words as they were, or
alters them, too: those are compared with the lists (`papers`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from wzqa import __version__
from wzqa.documents import readback
from wzqa.documents.letters.facts import Issue, Letter
from wzqa.documents.templates import Library
from wzqa.problems import Problem, WzqaError
from wzqa.record import lists
from wzqa.record.store import canonical
from wzqa.stages.auditing.faults import fault, of_another_version
from wzqa.stages.letters.rendering import job_of, own_templates, style_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from wzqa.record.documents import Document
    from wzqa.record.replay import Told
    from wzqa.settings import Settings
    from wzqa.stages.ground.view import View

Parts = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Makes documents anew: from the words of the register, with the template that the ledger names."""

    view: View
    told: Told
    shipped: Library
    own: Library
    today: Mapping[str, str]  # the office's own templates, with their hashes

    @classmethod
    def of(cls, view: View, folder: Path, told: Told) -> Rewriter:
        """Take the templates of a cycle."""
        style = style_of(view)
        shipped, own = Library(None, *style), Library(folder, *style)
        return cls(view, told, shipped, own, own_templates(folder))

    def compared(self, document: Document, parts: Parts) -> list[Problem]:
        """Compare a file that has the hash which the ledger tells with the document made anew."""
        template = self.told.templates.get(document.id, "")
        name = f"{document.letter.get('template')}.docx"
        library = self.own if template else self.shipped
        known = not template or self.today.get(name) == template
        if known and self._again(document, library, strict=False) == parts:
            return []
        again = self._again(document, library, strict=True) if known else None
        made = self.told.tools.get(document.id, "")
        return _differs(self.view, document, parts, again, made, known=known)

    def _again(self, document: Document, library: Library, *, strict: bool) -> Parts | None:
        """Write a document from the words of the register; None when this version cannot."""
        settings = settings_at(self.view, document)
        try:
            letter = Letter(**document.letter)
            issue = Issue(number=document.docno or "", day=document.day)
            job = job_of(settings, letter, issue, document, None, draft=False)
            template = library.prepared(job.template_name, job.kind)
            return template.parts(job.fields, job.properties, strict=strict)
        except (WzqaError, AttributeError, KeyError, TypeError, ValueError):
            return None


def settings_at(view: View, document: Document) -> Settings:
    """Give the settings with the office as it was when a document was issued."""
    settings = view.settings
    if not document.office:
        return settings
    kind, text = type(settings.office), canonical(document.office)
    office = view.record.once("office at issue", text, lambda: kind.model_validate(document.office))
    return settings.model_copy(update={"office": office})


def _differs(
    view: View, document: Document, parts: Parts, again: Parts | None, made: str, *, known: bool
) -> list[Problem]:
    """Say what of a file is not as the register has it."""
    strange = _strangers(view, document, parts)
    if strange:
        message = f"文书里有登记以外的单位“{'”“'.join(strange)}”"
        return [fault("document-differs", message, document.file)]
    if not known:  # the office's own template is another one today, or not here
        return []
    words = readback.plain_text(parts, document.file)
    if again and words == readback.plain_text(again, document.file):
        more = sorted(parts.keys() - again.keys())
        if not more or made != __version__:
            return []  # the same words, laid out otherwise
        message = f"文书里另加了“{more[0]}”"
        return [fault("document-differs", message, document.file)]
    if made != __version__:
        return [of_another_version(document.file, made, "", "文书与台账一致，没有被改动")]
    message = f"文书的文字与由登记重新写出的不同{_first(words, again, document)}"
    return [fault("document-differs", message, document.file)]


def _first(words: str, again: Parts | None, document: Document) -> str:
    """Name the first paragraph that is another one."""
    if again is None:
        return ""
    right = set(readback.plain_text(again, document.file).splitlines())
    odd = next((line for line in words.splitlines() if line not in right), "")
    return f"：“{odd[:40]}”" if odd else "：少了内容"


def _strangers(view: View, document: Document, parts: Parts) -> list[str]:
    """List the applicants that a file names anywhere, hidden or not, and its words in the register do not."""
    texts = (re.sub(r"<[^>]+>", "", p.decode(errors="replace")) for n, p in parts.items() if n.endswith(".xml"))  # fmt: skip
    text, mine = unescape("\n".join(texts)), json.dumps(document.letter, ensure_ascii=False)
    names = {
        str(a["name"])
        for held in lists.everything(view.record)
        if held.stage == "screen"
        for a in held.content.get("applicants", ())
    }
    return sorted(n for n in names if n in text and n not in mine)
