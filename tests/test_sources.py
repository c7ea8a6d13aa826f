"""The cells of one row: made when asked for, kept in the record and read back the same."""

import json
from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from wzqa.models import Applicant
from wzqa.problems import Place
from wzqa.sources import Columns, Source, Sources

COLUMNS = Columns(("name", "revenue_1", "uscc"), ("B", "C", "D"))


def row(odd=None):
    texts = ["示例甲公司", Decimal("1200.50"), ""]
    return Sources("鹿城.xlsx", "推荐汇总表", COLUMNS, 7, texts, odd or {})


def test_a_source_names_file_sheet_and_cell():
    assert row()["name"] == Source(Place("鹿城.xlsx", "推荐汇总表", "B7"), "示例甲公司")


def test_a_number_stands_for_its_text():
    assert row()["revenue_1"].text == "1200.5"


def test_whole_references_on_a_form():
    form = Sources("甲.xlsx", "申报表", Columns(("name",), ("B4",)), 0, ["示例甲公司"])
    assert form["name"].place.cell == "B4"


def test_what_is_odd_outranks_the_row_and_may_lie_outside_it():
    trouble = Source(Place("鹿城.xlsx", "推荐汇总表", "D7"), "91330O", "应为18位")
    head = Source(Place("鹿城.xlsx", "推荐汇总表", "B2"), "鹿城区")
    cells = row().having({"uscc": trouble, "recommender": head})
    assert cells["uscc"] == trouble
    assert list(cells) == ["name", "revenue_1", "uscc", "recommender"]
    assert len(cells) == 4
    assert "recommender" in cells
    assert "recommender" not in row()


def test_a_column_that_is_not_there_has_no_source():
    assert row().get("phone") is None
    with pytest.raises(KeyError):
        row()["phone"]


def test_a_key_that_is_there_twice_counts_where_it_is_first():
    twice = Sources("a", "b", Columns(("name", "name"), ("B", "F")), 3, ["甲", "乙"])
    assert dict(twice) == {"name": Source(Place("a", "b", "B3"), "甲")}


@pytest.mark.parametrize(
    "cells",
    [
        row(),
        row({"uscc": Source(Place("鹿城.xlsx", "推荐汇总表", "D7"), "91330O", "应为18位")}),
        Sources.of({"name": Source(Place("甲.xlsx", None, None), "甲")}),
        Sources.of({}),
    ],
)
def test_the_record_gives_back_the_same_cells(cells):
    adapter = TypeAdapter(Applicant)
    one = Applicant(app_no="2026-鹿城-001", name="示例甲公司", uscc=None, sources=cells)
    again = adapter.validate_json(adapter.dump_json(one))
    assert dict(again.sources) == dict(cells)
    assert again == one


def test_rows_read_back_share_what_they_have_in_common():
    first, second = (Sources.from_json(json.loads(json.dumps(row().as_json()))) for _ in range(2))
    assert first._columns is second._columns


def test_columns_named_like_the_record_s_own_words_are_no_trouble():
    cells = Sources.of({"keys": Source(Place("a", "b", "C3"), "x")})
    assert dict(Sources.from_json(cells.as_json())) == dict(cells)
    assert dict(Sources.of(cells)) == dict(cells)
