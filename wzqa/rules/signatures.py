"""What a signature was given on: it holds for the finding as it was asked （十四）, eligibility.md §1.

Asked is a rule's outcome with its reason, on the text of certain cells. `decide finding` keeps the
hash of that (`question`); a 核查表 shows it on the row.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from json.encoder import encode_basestring
from typing import TYPE_CHECKING

from wzqa import dates
from wzqa.models import OUTCOME_NAMES, PROPOSED, SIGNED, Decision, Outcome
from wzqa.names import squeeze

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wzqa.models import Finding, Verification

WORDS = {Outcome.PASS: "通过", Outcome.FAIL: "不通过"}
_EMPTY = "（空）"
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


def question(rule: str, outcome: Outcome, reason: str, stated: str) -> str:
    """Hash what a rule's finding asks: its cells, and how they were judged, side by side."""
    return f"{_digest((rule, squeeze(stated)))}:{_digest((outcome, squeeze(reason)))}"


def _digest(parts: tuple[str, str]) -> str:
    """Hash two texts, written as a list of JSON."""
    written = ", ".join(map(encode_basestring, parts))
    return hashlib.sha256(f"[{written}]".encode("utf-8", "surrogatepass")).hexdigest()


def holds(
    signature: Verification | Decision,
    finding: Finding,
    stated: str,
    reported: Collection[Outcome] = (),
) -> bool:
    """Say whether a signature was given on what is asked now.

    `finding` is the rule's own, `stated` the text of its cells, `reported` what departments say of it: a sheet shows both. One that
    does not say on what it was given holds. A reply that answers the question leaves it in place.
    """
    answered = bool(reported) and finding.outcome not in {Outcome.PENDING, Outcome.FAIL}
    if isinstance(signature, Decision):
        cells, now = signature.question.partition(":")[0], finding.question
        return signature.question in {"", now} or (answered and cells == now.partition(":")[0])
    shown = signature.shown
    if shown is None:
        return True
    if not same_cells(signature, stated):
        return False
    if answered:
        return True
    words = {_word(outcome) for outcome in (finding.outcome, *reported)}
    if squeeze(shown.proposal) not in {SIGNED, *words}:
        return False
    # no cell of the applicant's shows what a register or another application says; the reason does
    told = squeeze(shown.stated) != squeeze(_EMPTY) or bool(reported)
    return told or _folded(finding.reason) in _folded(shown.remark)


def _folded(text: str) -> str:
    """Fold a reason: sheets handed out earlier wrote 2026-07-31 for 2026年7月31日."""
    return squeeze(_ISO.sub(lambda d: f"{d[1]}年{int(d[2])}月{int(d[3])}日", text))


def same_cells(row: Verification, stated: str) -> bool:
    """Say whether a row shows the text of the cells as it stands now, white space aside."""
    return row.shown is None or squeeze(row.shown.stated) == squeeze(stated or _EMPTY)


def _word(outcome: Outcome) -> str:
    return PROPOSED if outcome is Outcome.FAIL else OUTCOME_NAMES[outcome]


def outcome(signature: Verification | Decision) -> Outcome:
    """Give what a signature said: pass or fail."""
    if isinstance(signature, Decision):
        return Outcome(str(signature.content["outcome"]))
    return Outcome(signature.outcome)


def who(signature: Verification | Decision) -> str:
    """Name a signature: by whom, when, and what it said."""
    if isinstance(signature, Decision):
        by, day = signature.by, dates.chinese(date.fromisoformat(signature.at[:10]))
    else:
        by, day = signature.person, dates.spell(signature.day) if signature.day else ""
    return f"{by}{day}核定的“{WORDS[outcome(signature)]}”"


def sentence(lapsed: Sequence[Verification | Decision]) -> str:
    """Say that signatures were given on another text."""
    return f"{'、'.join(dict.fromkeys(map(who, lapsed)))}是就另一内容作出的，不能用于现在的内容"
