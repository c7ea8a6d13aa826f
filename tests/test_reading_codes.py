"""统一社会信用代码: what is valid, what is wrong, what is only suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as reference

from wzqa import codes

FICTITIOUS = [
    "91330302MAXX00015J",
    "91330303MAXX00023U",
    "91330304MAXX000315",
    "91330305MAXX0004XB",
    "91330324MAXX00058U",
    "91330326MAXX00066K",
    "91330327MAXX00074W",
    "91330328MAXX000826",
    "91330329MAXX00090F",
    "91330381MAXX00103E",
    "91330382MAXX00111P",
    "91330383MAXX0012XX",
    "12330300MAXX00218F",
    "52330302MAXX002263",
    "93330324MAXX00234J",
    "92330381MAXX002422",
]
PUBLISHED = [
    "91350100M000100Y43",
    "91330000142944445H",
    "91330100799655058B",
    "9144030071526726XG",
    "914403001922038216",
    "11330700002592599F",
]


@pytest.mark.parametrize("code", FICTITIOUS + PUBLISHED)
def test_a_valid_code_is_valid_with_a_sound_organisation_code(code):
    assert codes.check(code) == codes.CodeCheck(code)


@pytest.mark.parametrize(
    "written",
    ["９１３３０３０２ＭＡＸＸ０００１５Ｊ", " 91330302 MAXX00015J\n", "91330302maxx00015j",
     "\u200b91330302MAXX00015J\ufeff", "'91330302MAXX00015J", "91330302\xa0MAXX00015J"],
)  # fmt: skip
def test_ways_of_writing_are_accepted(written):
    assert codes.check(written).code == "91330302MAXX00015J"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("91330302MAXX00015K", "uscc-check-digit"),
        ("91350100M000100Y4Z", "uscc-character"),
        ("91330302MAXX0001J", "uscc-length"),
        ("91330302MAXX00015JJ", "uscc-length"),
        ("330300000000001", "uscc-old-number"),
        ("9.13303E+17", "uscc-digits-lost"),
        ("9.1330302000001E17", "uscc-digits-lost"),
        ("9133030AMAXX00015J", "uscc-character"),
        ("91330302MAXX00015？", "uscc-character"),
        ("见附件", "uscc-length"),
        ("91330302-MAXX0001-5J", "uscc-character"),
    ],
)
def test_what_is_wrong_is_named_and_never_repaired(written, fault):
    found = codes.check(written)
    assert (found.code, found.fault) == (None, fault)
    assert found.why
    assert found.hint


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9133O3O2MAXX00015J", "91330302MAXX00015J"),
        ("9I330302MAXX000I5J", "91330302MAXX00015J"),
        ("9133030ZMAXX00015J", "91330302MAXX00015J"),
        ("91330302MAXX0001SJ", "91330302MAXX00015J"),
        ("91330303MAXX00023V", "91330303MAXX00023U"),
        ("91330302-MAXX0001-5J", "91330302MAXX00015J"),
        ("91330302MAXX00O25J", ""),
    ],
)
def test_lookalike_letters_lead_to_a_suggestion_only_when_the_result_checks(written, meant):
    found = codes.check(written)
    assert (found.code, found.suggestion) == (None, meant)
    assert meant in found.hint


def test_a_code_in_a_number_cell_has_lost_its_digits():
    assert codes.check("914403001922038000", number_cell=True).fault == "uscc-digits-lost"
    assert codes.check("330300000000001", number_cell=True).fault == "uscc-old-number"
    assert codes.check("12345", number_cell=True).fault == "uscc-length"


def test_every_digits_only_code_fails_after_losing_its_last_digits():
    assert codes.check("914403001922038000").fault == "uscc-check-digit"


def test_an_unsound_organisation_code_is_a_remark_only():
    body = "91330302MAXX00016"
    found = codes.check(body + codes.check_character(body))
    assert found.code
    assert "组织机构代码" in found.remark


def test_a_blank_is_no_fault():
    assert codes.check("  ") == codes.CodeCheck(None)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_the_check_character_is_that_of_the_reference_package(body):
    body = "91330302" + body[8:]
    assert codes.check_character(body) == reference.calc_check_digit(body)
    code = body + codes.check_character(body)
    assert codes.check(code).code == code
    assert reference.is_valid(code)


@given(st.sampled_from(FICTITIOUS), st.integers(0, 17), st.sampled_from(codes.ALPHABET))
def test_one_changed_character_is_always_noticed(code, at, letter):
    changed = code[:at] + letter + code[at + 1 :]
    assert (codes.check(changed).code == code) == (changed == code)


@given(st.text(max_size=40))
def test_junk_never_crashes_and_never_passes_unless_it_is_a_code(junk):
    found = codes.check(junk)
    assert found.code is None or reference.is_valid(found.code) or not found.code[0].isdigit()
