"""Would another equally good panel choose the same? The kernel of P_in (arithmetic.md §4.1, §4.3).

score* = official score + mean of the examiners' severities, drawn once per examiner and replicate
(so that a team moves together) + the applicant's own error. Integers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import gt
from typing import TYPE_CHECKING

from wzqa.statistics.noise import MICRO, MILLI, SHIFT, milli_sd, normal_table, scaled_table, stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal
    from fractions import Fraction

CHUNK = 1000  # replicates at a time: memory stays flat whatever their number


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One stage's share of the noise.

    `judges`: applicant → examiners whose cards count. `of_rest`, `of_examiner`: variances on the
    scale of the official score, that is, times the square of the stage's weight.
    """

    seed: str
    judges: Mapping[str, tuple[str, ...]]
    of_rest: Fraction
    of_examiner: Fraction

    def sd_of(self, code: str) -> int:
        """Give the standard deviation of an applicant's own error in thousandths of a point."""
        return milli_sd(self.of_rest / len(self.judges[code]))


def times_in(
    official: Mapping[str, Decimal],
    sources: Sequence[Source],
    *,
    cap: int,
    floor: Decimal | None,
    replicates: int,
) -> dict[str, int]:
    """Count per applicant the replicates with a score* strictly above the (cap + 1)-th largest.

    A floor has to be reached as well. With fewer applicants than places nobody is crowded out.
    """
    field = _Field(_rivals(official, sources, cap), sources, replicates)
    found = dict.fromkeys(official, 0)
    bar = None if floor is None else _units(floor) - 1  # scores are whole: > bar is ≥ floor
    for start in range(0, replicates, CHUNK):
        stop = min(start + CHUNK, replicates)
        columns = field.columns(start, stop)
        bounds = _bounds(columns, cap, stop - start, bar)
        for code, column in zip(field.codes, columns, strict=True):
            found[code] += stop - start if bounds is None else sum(map(gt, column, bounds))
    return found


def _bounds(
    columns: Sequence[Sequence[int]], cap: int, size: int, bar: int | None
) -> list[int] | None:
    """Give per replicate the value to be above; None when nothing stands in the way."""
    place = len(columns) - cap - 1
    if place < 0:
        return None if bar is None else [bar] * size
    lines = [sorted(row)[place] for row in zip(*columns, strict=True)]
    return lines if bar is None else [max(line, bar) for line in lines]


def _rivals(
    official: Mapping[str, Decimal], sources: Sequence[Source], cap: int
) -> dict[str, Decimal]:
    """Leave out who stays below cap + 1 others even with the best luck against the worst.

    Such an applicant is never in and never the (cap + 1)-th: nothing but time depends on it.
    """
    peak = max(map(abs, normal_table()))
    low, high = {}, {}
    for code, score in official.items():
        reach = sum(
            peak * (source.sd_of(code) + milli_sd(source.of_examiner)) + 1 for source in sources
        )
        low[code], high[code] = _units(score) - reach, _units(score) + reach
    bound = min(sorted(low.values(), reverse=True)[: cap + 1], default=0)
    return {code: y for code, y in official.items() if len(low) <= cap or high[code] > bound}


def _units(score: Decimal) -> int:
    """Give a score in the kernel's unit, a thousandth of a millionth of a point."""
    return int(score * (MICRO * MILLI))


class _Field:
    """The streams of everybody, read chunk by chunk."""

    def __init__(
        self, official: Mapping[str, Decimal], sources: Sequence[Source], replicates: int
    ) -> None:
        self.codes = sorted(official)
        self.base = [_units(official[code]) for code in self.codes]
        self.parts = [_Part(source, self.codes, replicates) for source in sources]

    def columns(self, start: int, stop: int) -> list[list[int]]:
        """Give score* of every applicant in the replicates from `start` to `stop`."""
        columns = [[base] * (stop - start) for base in self.base]
        for part in self.parts:
            columns = part.add_to(columns, start, stop)
        return columns


class _Part:
    """The noise of one stage."""

    def __init__(self, source: Source, codes: Sequence[str], replicates: int) -> None:
        self.judges = [source.judges[code] for code in codes]
        self.rest = [
            (stream(source.seed, f"A|{code}", replicates), source.sd_of(code)) for code in codes
        ]
        self.sd = milli_sd(source.of_examiner)
        names = sorted({name for judges in self.judges for name in judges})
        self.examiners = {name: stream(source.seed, f"E|{name}", replicates) for name in names}

    def add_to(self, columns: Sequence[Sequence[int]], start: int, stop: int) -> list[list[int]]:
        """Add this stage's noise in one chunk of replicates."""
        table = scaled_table(1)
        severity = {
            name: [table[draw >> SHIFT] for draw in draws[start:stop]]
            for name, draws in self.examiners.items()
        }
        teams = {judges: self._team(judges, severity) for judges in set(self.judges)}
        found = []
        for column, judges, (draws, sd) in zip(columns, self.judges, self.rest, strict=True):
            own = scaled_table(sd)
            rows = zip(column, draws[start:stop], teams[judges], strict=True)
            found.append([score + own[draw >> SHIFT] + shift for score, draw, shift in rows])
        return found

    def _team(self, judges: tuple[str, ...], severity: Mapping[str, list[int]]) -> list[int]:
        """Give the mean severity of one team, floored to whole units."""
        sums = map(sum, zip(*(severity[name] for name in judges), strict=True))
        return [whole * self.sd // len(judges) for whole in sums]
