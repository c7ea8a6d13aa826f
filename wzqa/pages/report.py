"""The page of `wzqa report`: what a director looks at for a minute before the meeting.

Plain records in, one HTML file out. The drawings are inline SVG with lengths in percent, so that
they fit any width without a script; every drawing stands in a table beside its numbers. No plotting
library serves: they draw letters and lines of a fixed size, which neither bends to 400 px nor takes
the reader's dark colours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING

from wzqa.dates import chinese

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the way: who came so far, the cap, and why others did not (reason, number)."""

    name: str
    number: int
    cap: str = ""
    losses: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One applicant on the line of scores. `standing`: in or out."""

    rank: str
    name: str
    score: Decimal | None
    standing: str
    grey: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A scored stage: dots by rank, the score of the line, how firm it is, in words."""

    title: str
    cap: int
    dots: Sequence[Dot]
    line: Decimal | None
    sentence: str
    rest: str = ""

    def at(self, score: Decimal) -> str:
        """Place a score between the lowest and highest shown, in percent of the width."""
        scores = [d.score for d in self.dots if d.score is not None]
        low, high = min(scores), max(scores)
        span = high - low
        share = (score - low) / span if span else Decimal("0.5")
        return f"{(2 + 96 * share).quantize(Decimal('0.1'))}%"

    @property
    def ends(self) -> tuple[str, str]:
        """The lowest and the highest score shown."""
        scores = [d.score for d in self.dots if d.score is not None]
        return str(min(scores)), str(max(scores))


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Mean share of the points of one category, in percent: those in and those out."""

    category: str
    inside: Decimal | None
    outside: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """One panel: members, applicants, mean score, agreement of level (ICC) or None."""

    panel: str
    examiners: int
    applicants: int
    mean: Decimal | None
    agreement: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """The count of one award: (name, votes, outcome), the votes needed, papers in words.

    `rest` says in words who is not drawn.
    """

    award: str
    needed: int
    most: int
    papers: str
    rows: Sequence[tuple[str, int, str]]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything on the page. Parts that are empty are left out."""

    title: str
    headline: str
    state: str
    basis: str
    demo: bool = False
    outward: bool = False
    timeline: Sequence[tuple[date, str, bool]] = ()
    steps: Sequence[Step] = ()
    scales: Sequence[Scale] = ()
    profiles: Sequence[tuple[str, Sequence[Profile]]] = ()
    teams: Sequence[tuple[str, Sequence[Team]]] = ()
    ballots: Sequence[Ballot] = ()
    splits: Sequence[tuple[str, str, Sequence[tuple[str | int, ...]]]] = ()
    decisions: Sequence[tuple[str, str, str, str]] = ()
    open: Sequence[str] = ()
    winners: Sequence[tuple[str, Sequence[str]]] = ()
    foot: Sequence[str] = field(default=())


def render(page: Page) -> bytes:
    """Render the page as UTF-8 HTML that needs nothing beside itself."""
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415  (only for this page)

    source = resources.files("wzqa") / "data" / "html" / "report.html.j2"
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["share"] = _share
    environment.filters["day"] = chinese
    template = environment.from_string(source.read_text(encoding="utf-8"))
    return template.render(page=page).encode("utf-8")


def _share(part: int | Decimal | None, whole: int | Decimal) -> str:
    """Give a part of a whole in percent of the width."""
    if part is None or not whole:
        return "0%"
    return f"{(Decimal(part) * 100 / Decimal(whole)).quantize(Decimal('0.1'))}%"
