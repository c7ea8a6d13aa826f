"""Documents made anew from the register, and compared with the files: not one word may differ.

Whoever recomputes the whole ledger for an altered file leaves the register's words as they were, or
alters them, too: those are compared with the lists (`papers`).
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

from wzqa import __version__
from wzqa.documents import package, readback
from wzqa.documents.letters.facts import Issue, Letter
from wzqa.documents.templates import Library
from wzqa.problems import Problem, WzqaError
from wzqa.record import lists
from wzqa.stages.auditing.faults import fault, of_another_version
from wzqa.stages.letters.rendering import job_of, own_templates, style_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wzqa.record.documents import Document
    from wzqa.record.replay import Told
    from wzqa.stages.ground.view import View

Parts = dict[str, bytes]


def check(
    view: View, folder: Path, told: Told, good: Iterable[tuple[Document, bytes]]
) -> list[Problem]:
    """Make each document anew; `good`: those whose files have the hash that the ledger tells."""
    style = style_of(view)
    shipped, own = Library(None, *style), Library(folder, *style)
    today = own_templates(folder)
    found = []
    for document, data in good:
        template = told.templates.get(document.id, "")
        name = f"{document.letter.get('template')}.docx"
        made = told.tools.get(document.id, "")
        library = None if template and today.get(name) != template else own if template else shipped
        again = _again(view, document, library) if library else None
        try:
            parts = package.unpack(data, document.file)
        except WzqaError:
            continue  # said where it is read
        if again != parts:
            found += _differs(view, document, parts, again, made, known=library is not None)
    return found


def _again(view: View, document: Document, library: Library) -> Parts | None:
    """Render a document from the words of the register; None when this version cannot."""
    settings = view.settings
    if document.office:
        office = type(settings.office).model_validate(document.office)
        settings = settings.model_copy(update={"office": office})
    try:
        letter = Letter(**document.letter)
        issue = Issue(number=document.docno or "", day=document.day)
        job = job_of(settings, letter, issue, document, None, draft=False)
        template = library.prepared(job.template_name, job.kind)
        return package.unpack(template.render(job.fields, job.properties), document.file)
    except (WzqaError, AttributeError, KeyError, TypeError, ValueError):
        return None


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
