"""CPU time and memory of scoring, by hand: `python benchmarks/bench_scoring.py [large|stability]`.

No third-party numerics take part; figures depend on the machine and are no test.
"""

import random
import resource
import sys
import time
from decimal import Decimal
from fractions import Fraction

from wzqa.award_toml import build
from wzqa.criteria import load_criteria
from wzqa.models import Card
from wzqa.ranking import Contestant, cut
from wzqa.scoring import score_stage
from wzqa.statistics.stability import Part, stability

PERCENT = [Decimal(p) for p in range(0, 101, 5)]


def cards_of(applicants: int, per: int, seed: int = 7) -> list[Card]:
    """Make up cards: five applicants share a panel of `per` examiners; noise of about a step."""
    draw = random.Random(seed)
    criteria = load_criteria("GB/T 19580-2012")
    clauses = [item.clause for item in criteria.items]
    cards = []
    for number in range(applicants):
        level = draw.gauss(11, 2)
        panel = number // 5
        for seat in range(per):
            marks = {
                clause: PERCENT[max(0, min(20, round(level + draw.gauss(0, 1))))]
                for clause in clauses
            }
            cards.append(
                Card(
                    stage="review",
                    uscc=f"U{number:05d}",
                    examiner=f"专家{panel:04d}-{seat}",
                    panel=f"第{panel}组",
                    scale="percent",
                    marks=marks,
                )
            )
    return cards


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def large(applicants: int = 20_000, per: int = 5) -> None:
    """Score and rank 20 000 applicants with five cards each, without stability."""
    rules = build({}, 2026).stage_rules("review")
    cards = cards_of(applicants, per)
    print(f"{len(cards)} cards made up, {megabytes():.0f} MB")
    start = time.process_time()
    scores = score_stage(cards, None, load_criteria("GB/T 19580-2012"), rules, {})
    scored = time.process_time()
    outcome = cut(
        [
            Contestant(
                uscc=s.uscc, name=s.uscc, order=s.uscc, score=s.score, exact=s.exact, keys=s.keys
            )
            for s in scores.applicants
        ],
        stage="review",
        cap=30,
        floor=None,
        policy="hold",
    )
    end = time.process_time()
    print(f"score {scored - start:.2f} s, rank {end - scored:.2f} s, peak {megabytes():.0f} MB")
    flags = sum(len(s.flags) for s in scores.applicants)
    print(f"{flags} flags; {outcome.sentence}")


def steady(applicants: int = 300, per: int = 5, replicates: int = 10_000) -> None:
    """Class 300 applicants with 10 000 replicates."""
    rules = build({}, 2026).stage_rules("review")
    cards = cards_of(applicants, per)
    scores = score_stage(cards, None, load_criteria("GB/T 19580-2012"), rules, {})
    official = {s.uscc: s.score for s in scores.applicants if s.score is not None}
    totals = {s.uscc: s.totals for s in scores.applicants}
    start = time.process_time()
    found = stability(
        official,
        [Part(totals=totals, seed="2026/review", weight=Fraction(1))],
        cap=30,
        floor=None,
        decimals=2,
        rounding="half_up",
        replicates=replicates,
        confidence=Decimal("0.95"),
    )
    print(f"stability {time.process_time() - start:.2f} s, peak {megabytes():.0f} MB")
    print(found.sentence)


if __name__ == "__main__":
    wanted = sys.argv[1:] or ["stability", "large"]
    if "stability" in wanted:
        steady()
    if "large" in wanted:
        large()
