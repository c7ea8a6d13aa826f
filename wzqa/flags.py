"""What looks odd in the cards: named, with numbers, never acted upon (scoring.md §3.2).

The consequence of a flag is an explanation, a 合议 or a replacement, by a recorded decision.
Dropping a card automatically is not offered: it breaks monotonicity.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One remark: a code of scoring.md §12, a Chinese sentence with the numbers, whom and what.

    code: card-outlier | item-spread | identical-cards | flat-card | severity | consensus-outside |
    consensus-far. `examiner` and `clause` (an item, or a category on the points scale) are ""
    where the flag names none.
    """

    code: str
    message: str
    examiner: str = ""
    clause: str = ""
