"""One description of a column and of a register: whoever adds one is told what else it takes."""

import dataclasses
import io
from datetime import date

import openpyxl
import pytest

from wzqa.fields import FIELDS, Kind
from wzqa.models import Applicant
from wzqa.plan import shipped_plan
from wzqa.registers import BOOKS, OBJECTIONS, SPECS
from wzqa.workbooks.blanks.blanks import register_blanks
from wzqa.workbooks.demo import KEYS
from wzqa.workbooks.tables_in.objections import read_objections
from wzqa.workbooks.tables_in.registers import read_register

OF_THE_READING = {"place", "sources", "differences"}
WRITTEN = {
    Kind.TEXT: "str", Kind.NAME: "str", Kind.CHOICE: "str", Kind.CODE: "str | None",
    Kind.DAY: "Day | None", Kind.YES_NO: "bool | None", Kind.IN_HAND: "bool | None",
    Kind.COUNT: "int | None", Kind.MONEY: "Triple", Kind.NAMES: "tuple[str, ...]",
}  # fmt: skip
DAY = date(2026, 5, 20)


def test_every_column_of_an_application_is_an_attribute_of_its_kind():
    """A column forgotten in `models.Applicant` fails here."""
    attributes = {f.name: f.type for f in dataclasses.fields(Applicant)}
    assert {f.key: WRITTEN[f.kind] for f in FIELDS} == {
        name: kind for name, kind in attributes.items() if name not in OF_THE_READING
    }


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.key)
def test_every_column_of_an_application_says_how_it_is_filled_in(field):
    assert field.guide
    assert field.section is not None
    assert (field.kind is Kind.CHOICE) == bool(field.choices)


def test_no_two_columns_go_by_one_name():
    for fields in (FIELDS, *(spec.fields for spec in (*SPECS, OBJECTIONS))):
        names = [name for f in fields for name in {f.heading, *f.aliases}]
        assert sorted(names) == sorted(set(names))


def test_the_fictitious_cycle_knows_every_column():
    assert {key.removesuffix("_1").removesuffix("_2").removesuffix("_3") for key in KEYS} == {
        f.key for f in FIELDS
    }


def answer(field):
    by_kind = {Kind.CODE: "91330302MAXX00015J", Kind.DAY: DAY, Kind.YES_NO: "是", Kind.YEAR: 2022,
               Kind.MOBILE: "13800000000", Kind.NAMES: "示例甲、示例乙"}  # fmt: skip
    if field.listed == "stages":
        return shipped_plan().titles[0]
    return field.choices[0] if field.choices else by_kind.get(field.kind, f"示例{field.heading}")


@pytest.mark.parametrize(
    "spec",
    [*(s for s in SPECS if s.kind != "recalls"), OBJECTIONS],  # recalls go out with the letters
    ids=lambda s: s.kind,
)
def test_every_column_of_a_register_goes_out_blank_and_comes_back_as_its_attribute(spec):
    """A column forgotten in the model, or of a kind that no reader knows, fails here."""
    (name,) = [book.name for book in BOOKS if spec in book.sheets]
    made = dict(
        register_blanks(
            stages=shipped_plan().titles, awards=["质量奖"], qualifications=["省级"], created=DAY
        )
    )
    book = openpyxl.load_workbook(io.BytesIO(made[f"{name}.xlsx"]))
    sheet = book[spec.title]
    headings = [cell.value for cell in sheet[2]]
    assert headings == [f.heading for f in spec.fields]
    for column, field in enumerate(spec.fields, 1):
        sheet.cell(3, column).value = answer(field)
    out = io.BytesIO()
    book.save(out)
    if spec is OBJECTIONS:
        (row,), problems = read_objections(out.getvalue(), "f")
    else:
        read = read_register(out.getvalue(), "f", shipped_plan())
        (row,), problems = read.kinds[spec.kind], read.problems
    assert problems == ()
    assert type(row) is spec.model
    places = {f.name for f in dataclasses.fields(row) if f.name.endswith("place")}
    assert {f.name for f in dataclasses.fields(row)} - places == {f.key for f in spec.fields}
    assert [f.key for f in spec.fields if getattr(row, f.key) in (None, "", ())] == []
