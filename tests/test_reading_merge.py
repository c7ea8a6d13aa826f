"""Merging rows and forms into applications: nobody lost, nobody twice, numbers for good."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wzqa.applications import merging
from wzqa.models import Applicant, Day
from wzqa.problems import Place, Severity
from wzqa.regulation import default_profile, load_edition
from wzqa.sources import Source

AREA = load_edition(default_profile()).area
CODES = ("91330302MAXX00015J", "91330303MAXX00023U", "91330304MAXX000315", "91330305MAXX0004XB")
DAY = Day(date(2019, 3, 1), date(2019, 3, 1))


@dataclass(frozen=True)
class Taken:
    file: str
    rows: tuple
    as_form: bool = False


def row(file="鹿城.xlsx", line=5, **said):
    said = {"name": "示例甲有限公司", "uscc": CODES[0], "region": "鹿城区", "app_no": ""} | said
    texts = said.pop("texts", {})
    sources = {
        key: Source(
            Place(file, "推荐汇总表", f"{chr(65 + i)}{line}"), texts.get(key, str(value or ""))
        )
        for i, (key, value) in enumerate(said.items())
    }
    return Applicant(place=Place(file, "推荐汇总表", f"B{line}"), sources=sources, **said)


def table(*rows, file="鹿城.xlsx"):
    return Taken(file, rows)


def form(one):
    return Taken(one.place.file, (one,), as_form=True)


def merge(intakes, numbers, year):
    return merging.merge(intakes, numbers, year, AREA)


def codes(merged):
    return [p.code for p in merged.problems]


def numbers(merged):
    return {a.name: a.app_no for a in merged.applicants}


def test_rows_get_numbers_by_region_in_reading_order():
    merged = merge(
        [
            table(row(line=6), row(line=5, name="示例乙公司", uscc=CODES[1])),
            table(
                row("龙湾.xlsx", name="示例丙公司", uscc=CODES[2], region="龙湾"), file="龙湾.xlsx"
            ),
        ],
        {},
        2026,
    )
    assert numbers(merged) == {
        "示例乙公司": "2026-鹿城-001",
        "示例甲有限公司": "2026-鹿城-002",
        "示例丙公司": "2026-龙湾-001",
    }
    assert set(merged.new_numbers.values()) == set(numbers(merged).values())
    assert [a.app_no for a in merged.applicants] == sorted(a.app_no for a in merged.applicants)
    assert not merged.problems


@pytest.mark.parametrize(
    ("said", "prefix"),
    [
        ({"channel": "省直属"}, "2026-省直-"),
        ({"channel": "市直属"}, "2026-市直-"),
        ({"region": "瓯江口"}, "2026-海经区-"),
        ({"region": "杭州市西湖区"}, "2026-其他-"),
        ({"region": ""}, "2026-其他-"),
        ({"region": "", "recommender": "温州市乐清市市场监督管理局"}, "2026-乐清-"),
        ({"region": "", "recommender": "乐清市市场监督管理局"}, "2026-乐清-"),
    ],
)
def test_the_number_names_who_recommends(said, prefix):
    merged = merge([table(row(**said))], {}, 2026)
    assert merged.applicants[0].app_no == prefix + "001"


def test_a_number_once_given_stays_when_rows_move_files_are_renamed_and_names_mended():
    first = merge([table(row(), row(line=6, name="示例乙公司", uscc=CODES[1]))], {}, 2026)
    later = merge(
        [
            table(
                row("a.xlsx", line=5, name="示例丙公司", uscc=CODES[2]),
                row("a.xlsx", line=6, name="示例乙（集团）公司", uscc=CODES[1]),
                row("a.xlsx", line=9),
                file="a.xlsx",
            )
        ],
        first.numbers,
        2026,
    )
    assert numbers(later) == {
        "示例甲有限公司": "2026-鹿城-001",
        "示例乙（集团）公司": "2026-鹿城-002",
        "示例丙公司": "2026-鹿城-003",
    }
    assert list(later.new_numbers.values()) == ["2026-鹿城-003"]
    assert merge([table(row())], later.numbers, 2026).new_numbers == {}


def test_a_mended_code_keeps_the_number():
    wrong = row(uscc=None, texts={"uscc": "91330302MAXX00015K"})
    first = merge([table(wrong)], {}, 2026)
    assert first.applicants[0].uscc is None
    later = merge([table(row())], first.numbers, 2026)
    assert later.applicants[0].app_no == first.applicants[0].app_no
    assert not later.new_numbers


def test_a_number_is_never_used_twice_even_when_its_owner_is_gone():
    first = merge([table(row())], {}, 2026)
    later = merge([table(row(name="示例乙公司", uscc=CODES[1]))], first.numbers, 2026)
    assert later.applicants[0].app_no == "2026-鹿城-002"


def test_a_typed_number_stands_and_new_ones_go_round_it():
    merged = merge(
        [table(row(app_no="2026-鹿城-001"), row(line=6, name="示例乙公司", uscc=CODES[1]))],
        {},
        2026,
    )
    assert numbers(merged) == {"示例甲有限公司": "2026-鹿城-001", "示例乙公司": "2026-鹿城-002"}
    assert list(merged.new_numbers.values()) == ["2026-鹿城-002"]


def test_one_number_for_two_organisations_is_an_error_and_the_second_gets_its_own():
    merged = merge(
        [table(row(app_no="A1"), row(line=6, name="示例乙公司", uscc=CODES[1], app_no="A1"))],
        {},
        2026,
    )
    assert numbers(merged) == {"示例甲有限公司": "A1", "示例乙公司": "2026-鹿城-001"}
    (problem,) = merged.problems
    assert (problem.code, problem.severity, problem.place.cell) == (
        "app-no-twice",
        Severity.ERROR,
        "D6",
    )


def test_a_number_given_to_somebody_else_before_cannot_be_typed():
    first = merge([table(row())], {}, 2026)
    other = row(
        "乐清.xlsx", name="示例乙公司", uscc=CODES[1], region="乐清", app_no="2026-鹿城-001"
    )
    merged = merge([table(row()), table(other, file="乐清.xlsx")], first.numbers, 2026)
    assert numbers(merged) == {"示例甲有限公司": "2026-鹿城-001", "示例乙公司": "2026-乐清-001"}
    assert codes(merged) == ["app-no-twice"]


# --- form and table ---------------------------------------------------------------------------


def test_form_and_table_of_one_applicant_are_one_application():
    merged = merge(
        [
            table(row(address="", revenue=(Decimal(1), None, Decimal(3)))),
            form(
                row(
                    "甲申报表.xlsx",
                    3,
                    address="示例路1号",
                    revenue=(Decimal(9), Decimal(2), Decimal(3)),
                )
            ),
        ],
        {},
        2026,
    )
    (one,) = merged.applicants
    assert one.place.file == "鹿城.xlsx"
    assert one.address == "示例路1号"
    assert one.sources["address"].place.file == "甲申报表.xlsx"
    assert one.revenue == (Decimal(1), Decimal(2), Decimal(3))
    assert len(one.differences) == 1
    assert "营业收入（万元）前三年" in one.differences[0]
    assert not merged.problems
    assert not merged.repeats


def test_the_order_of_the_files_does_not_matter():
    parts = [
        table(row(), row(line=6, name="示例乙公司", uscc=CODES[1])),
        form(row("f.xlsx", address="x")),
    ]
    one, other = (merge(order, {}, 2026).applicants for order in (parts, parts[::-1]))
    assert one == other
    assert one[0].address == "x"


def test_a_form_without_a_row_stands_alone():
    merged = merge([form(row("f.xlsx"))], {}, 2026)
    assert [a.app_no for a in merged.applicants] == ["2026-鹿城-001"]


def test_a_form_fills_a_cell_that_could_not_be_read():
    unread = row(reg_date=None, texts={"reg_date": "2019.1"})
    unread.sources["reg_date"] = replace(unread.sources["reg_date"], trouble="请核对")
    merged = merge(
        [table(unread), form(row("f.xlsx", reg_date=DAY, texts={"reg_date": "2019-03-01"}))],
        {},
        2026,
    )
    assert merged.applicants[0].reg_date == DAY
    assert len(merged.applicants[0].differences) == 1


def test_a_wrong_code_in_the_table_is_not_filled_from_the_form():
    wrong = row(uscc=None, texts={"uscc": "91330302MAXX00015K"})
    merged = merge([table(wrong), form(row("f.xlsx"))], {}, 2026)
    (one,) = merged.applicants
    assert one.uscc is None
    assert one.sources["uscc"].text == "91330302MAXX00015K"


def test_a_blank_code_in_the_table_is_filled_from_the_form():
    merged = merge([table(row(uscc=None)), form(row("f.xlsx"))], {}, 2026)
    assert [a.uscc for a in merged.applicants] == [CODES[0]]


def test_number_receipt_and_remark_are_no_differences():
    merged = merge(
        [
            table(row(remark="a", received=DAY)),
            form(row("f.xlsx", remark="b", received=None, app_no="9")),
        ],
        {},
        2026,
    )
    assert merged.applicants[0].differences == ()


# --- duplicates -------------------------------------------------------------------------------


def test_the_same_content_twice_is_one_application_with_a_warning():
    again = row(line=6, name="示例甲 有限公司", region="鹿城", remark="再报", app_no="")
    merged = merge([table(row(), again)], {}, 2026)
    (one,) = merged.applicants
    assert codes(merged) == ["duplicate-in-file"]
    assert merged.problems[0].severity is Severity.WARNING
    assert merged.problems[0].place.cell == "B6"
    assert merged.repeats == {one.app_no: (Place("鹿城.xlsx", "推荐汇总表", "B6"),)}


def test_the_same_content_from_two_counties_is_one_application():
    merged = merge([table(row()), table(row("b.xlsx"), file="b.xlsx")], {}, 2026)
    assert len(merged.applicants) == 1
    assert codes(merged) == ["duplicate-across-files"]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (row(line=6, award="创新奖"), "duplicate-in-file"),
        (row("b.xlsx", award="创新奖"), "duplicate-across-files"),
        (row("b.xlsx", name="示例甲集团有限公司"), "duplicate-code-names"),
    ],
)
def test_different_content_under_one_code_is_two_applications(other, code):
    merged = merge([table(row(award="质量奖")), table(other, file=other.place.file)], {}, 2026)
    assert [a.app_no for a in merged.applicants] == ["2026-鹿城-001", "2026-鹿城-002"]
    assert codes(merged) == [code]
    assert not merged.repeats


def test_one_name_with_two_codes_is_named():
    merged = merge([table(row(), row(line=6, uscc=CODES[1]))], {}, 2026)
    assert codes(merged) == ["duplicate-name-codes"]
    assert len(merged.applicants) == 2


def test_two_rows_without_code_are_one_only_when_they_say_the_same():
    same = merge([table(row(uscc=None), row(line=6, uscc=None))], {}, 2026)
    other = merge([table(row(uscc=None), row(line=6, uscc=None, name="示例乙公司"))], {}, 2026)
    assert (len(same.applicants), len(other.applicants)) == (1, 2)


def test_a_difference_in_an_unreadable_cell_is_a_difference():
    def unread(line, text):
        one = row(line=line, award="", texts={"award": text})
        one.sources["award"] = replace(one.sources["award"], trouble="不在可填内容之内")
        return one

    assert len(merge([table(unread(5, "金奖"), unread(6, "银奖"))], {}, 2026).applicants) == 2
    assert len(merge([table(unread(5, "金奖"), unread(6, "金 奖"))], {}, 2026).applicants) == 1


ROWS = st.builds(
    lambda line, which, code, award, app_no: row(
        line=line, name=f"示例{which}公司", uscc=code, award=award, app_no=app_no
    ),
    st.integers(5, 60),
    st.sampled_from("甲乙丙"),
    st.sampled_from([*CODES, None]),
    st.sampled_from(["质量奖", "创新奖"]),
    st.sampled_from(["", "", "A1", "2026-鹿城-002"]),
)


@pytest.mark.slow
@given(
    st.lists(ROWS, max_size=8, unique_by=lambda a: a.place),
    st.lists(ROWS, max_size=3, unique_by=lambda a: a.place),
)
@settings(max_examples=150, deadline=None)
def test_every_row_is_an_application_or_part_of_one(rows, forms):
    intakes = [
        table(*rows),
        *(form(replace(f, place=Place(f"f{i}.xlsx", "表", "B2"))) for i, f in enumerate(forms)),
    ]
    merged = merge(intakes, {}, 2026)
    given_numbers = [a.app_no for a in merged.applicants]
    assert len(set(given_numbers)) == len(given_numbers)
    assert all(given_numbers)
    repeated = sum(len(places) for places in merged.repeats.values())
    joined = len(rows) + len(forms) - repeated - len(merged.applicants)
    assert 0 <= joined <= len(forms)
    again = merge(intakes, merged.numbers, 2026)
    assert again.applicants == merged.applicants
    assert again.new_numbers == {}
