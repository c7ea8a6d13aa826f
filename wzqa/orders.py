"""In which order groups of applicants are printed: as the region table and the drop-downs have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import fields, regions

if TYPE_CHECKING:
    from collections.abc import Callable


def order_of(key: str, awards: tuple[str, ...] = ()) -> Callable[[str], tuple[int, str]]:
    """Give the sort key for the values of a field; a blank comes last."""
    if key == "region":
        return regions.name_key
    listed = fields.choices(key, awards)

    def place(value: str) -> tuple[int, str]:
        if value in listed:
            return (listed.index(value), "")
        return (len(listed) + (not value), value)

    return place
