"""Where the values of an application came from: a cell for every column.

A table of 20 000 rows and 60 columns has more than a million cells. So the cells of one row are kept
as what was read of them, side by side; a `Source` is made when somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from wzqa.problems import Place
from wzqa.rounding import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Source:
    """One cell of an applicant's row or form.

    `text` is the cell as read; `trouble` a Chinese reason why it counts as blank, else "".
    """

    place: Place
    text: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which key stands where: letters of a table's columns, or whole references on a form.

    Shared by all rows of a table. A key that is there twice counts where it is first.
    """

    keys: tuple[str, ...]
    refs: tuple[str, ...]
    index: Mapping[str, int] = field(init=False, repr=False, compare=False)
    at: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the keys, and the references by those that count there."""
        index = {key: at for at, key in reversed(tuple(enumerate(self.keys)))}
        index = dict(sorted(index.items(), key=lambda one: one[1]))
        at: dict[str, tuple[str, ...]] = {}
        for key, number in index.items():
            at[self.refs[number]] = (*at.get(self.refs[number], ()), key)
        object.__setattr__(self, "index", index)
        object.__setattr__(self, "at", at)


_columns = lru_cache(maxsize=256)(Columns)
_NONE = Columns((), ())
_NOTHING_ODD: Mapping[str, Source] = {}


class Sources(Mapping[str, Source]):
    """The cells of one row or form, by column key (`revenue_1` … `revenue_3` for the triples).

    `texts` lie side by side with `columns.keys`; a number stands for its text. `row` is 0 where
    `columns.refs` are whole references. `odd` holds what is no plain cell of this row: a cell with
    trouble, one filled down from another row, one outside the table.
    """

    __slots__ = ("_columns", "_file", "_made", "_odd", "_row", "_sheet", "_texts")

    def __init__(
        self,
        file: str | None,
        sheet: str | None,
        columns: Columns,
        row: int,
        texts: Sequence[str | Decimal],
        odd: Mapping[str, Source] = _NOTHING_ODD,
    ) -> None:
        """Keep what was read."""
        self._file, self._sheet, self._row = file, sheet, row
        self._columns, self._texts, self._odd = columns, texts, odd
        self._made: dict[str, Source] = {}

    @classmethod
    def of(cls, cells: Mapping[str, Source]) -> Sources:
        """Take cells that are known one by one."""
        return cells if isinstance(cells, Sources) else cls(None, None, _NONE, 0, (), dict(cells))

    def __getitem__(self, key: str) -> Source:
        """Make the source of one column. Raises `KeyError` when there is no such column."""
        odd = self._odd.get(key)
        if odd is not None:
            return odd
        made = self._made.get(key)
        if made is not None:
            return made
        at = self._columns.index[key]
        ref, text = self._columns.refs[at], self._texts[at]
        place = Place(self._file, self._sheet, f"{ref}{self._row}" if self._row else ref)
        made = Source(place, plain(text) if isinstance(text, Decimal) else text)
        self._made[key] = made  # the rules ask for the same cells again and again
        return made

    def __iter__(self) -> Iterator[str]:
        """Go through the columns from left to right."""
        yield from self._columns.index
        yield from (key for key in self._odd if key not in self._columns.index)

    def __len__(self) -> int:
        """Count the columns."""
        return sum(1 for _ in self)

    def __contains__(self, key: object) -> bool:
        """Say whether the workbook has such a column."""
        return key in self._columns.index or key in self._odd

    def __repr__(self) -> str:
        """Show all that it holds, as it is held: hashes are taken of it."""
        kept = (self._file, self._sheet, self._row, self._columns, self._texts, self._odd)
        return f"Sources{kept!r}"

    def filled_at(self, place: Place) -> list[str]:
        """Name the columns that a cell fills: one, or none where it is blank."""
        own: Sequence[str] = ()
        if (place.file, place.sheet) == (self._file, self._sheet) and place.cell:
            row = str(self._row) if self._row else ""
            if place.cell.endswith(row):
                own = self._columns.at.get(place.cell[: len(place.cell) - len(row)], ())
        filled = [key for key in own if key not in self._odd and self[key].text.strip()]
        odd = (key for key, s in self._odd.items() if s.place == place and s.text.strip())
        return [*filled, *odd]

    def having(self, cells: Mapping[str, Source]) -> Sources:
        """Give the same with some cells put in place of, or beside, those that are here."""
        odd = {**self._odd, **cells}
        return Sources(self._file, self._sheet, self._columns, self._row, self._texts, odd)

    def as_json(self) -> dict[str, Any]:
        """Write as plain values; `from_json` reads them back."""
        return {
            "file": self._file,
            "sheet": self._sheet,
            "row": self._row,
            "keys": list(self._columns.keys),
            "refs": list(self._columns.refs),
            "texts": [plain(t) if isinstance(t, Decimal) else t for t in self._texts],
            "odd": {
                key: [s.place.file, s.place.sheet, s.place.cell, s.text, s.trouble]
                for key, s in self._odd.items()
            },
        }

    @classmethod
    def from_json(cls, value: Any) -> Sources:
        """Read what `as_json` wrote; cells and a mapping of cells are taken as they are."""
        if isinstance(value, Sources) or "keys" not in value:
            return cls.of(value)
        odd = {key: Source(Place(*cell[:3]), *cell[3:]) for key, cell in value["odd"].items()}
        columns = _columns(tuple(value["keys"]), tuple(value["refs"]))
        return cls(value["file"], value["sheet"], columns, value["row"], value["texts"], odd)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        """Tell pydantic how the record keeps them."""
        from pydantic_core import core_schema  # noqa: PLC0415  (slow, and the record's own affair)

        written = core_schema.plain_serializer_function_ser_schema(lambda s: cls.of(s).as_json())
        return core_schema.no_info_plain_validator_function(cls.from_json, serialization=written)
