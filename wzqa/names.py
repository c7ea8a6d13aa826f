"""Names of organisations, made comparable (domain.md §5.6): never shown, only compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@lru_cache(maxsize=16384)
def comparable(name: str) -> str:
    """Fold width, brackets and spaces; 有限公司 and 有限责任公司 stay two things."""
    return re.sub(r"[\s\u200b\ufeff]", "", unicodedata.normalize("NFKC", name)).casefold()


def any_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    """Say whether the two sets share a name; blanks match nothing."""
    mine = {comparable(name) for name in names} - {""}
    return any(comparable(name) in mine for name in others)
