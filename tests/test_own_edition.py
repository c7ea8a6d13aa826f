"""An office's own edition of the regulation: checked, kept, and what confirmed lists stand on."""

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path

import openpyxl
import pytest

from wzqa.criteria import criteria_text
from wzqa.own_edition import parse_own
from wzqa.problems import WzqaError
from wzqa.regulation import CRITERIA, REGIONS, edition_texts
from wzqa.regulation import DATA as EDITION
from wzqa.regulation import TEXT as REGULATION
from wzqa.stages import confirming, deciding, intake, points, screen, setup, status
from wzqa.stages.auditing import archived, archiving, verifying
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.ground.view import current, frozen

pytestmark = pytest.mark.slow

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 7, 1, 9, tzinfo=ZONE)
TEXTS = edition_texts("wenzhou-2022-draft")
DATA, TEXT = TEXTS[EDITION], TEXTS[REGULATION]
NAME = "温州2026"


def init(folder, **given):
    asked = {
        "year": 2026, "profile": None, "deadline": None, "source": None, "own": NAME, "now": NOW,
        "by": "测试员", "dry_run": False,
    }  # fmt: skip
    return setup.init(folder, **(asked | given))


def change(folder, old, new, part=EDITION):
    path = folder / f"办法/{NAME}/{part}"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "届"
    init(where)
    book = openpyxl.Workbook()
    book.active.append(["申报组织名称", "统一社会信用代码", "成立日期"])
    book.active.append(["示例甲公司", "91330302MAXX00015J", "2025-03-01"])
    book.save(where / "inbox/applications/鹿城.xlsx")
    return where


def run(folder, what, *given, minutes=0, **named):
    with open_cycle(folder, now=NOW + timedelta(minutes=minutes), by="测试员") as cycle:
        report = what(cycle, *given, **named)
        return report, list(cycle.problems)


def screened(folder, **more):
    report, problems = run(folder, screen.run, None, False, **more)
    (one,) = report.data["applicants"]
    return {f["rule"]: f for f in one["findings"]}, problems


def confirmed(folder):
    """Confirm the screening list with the one applicant failed."""
    run(folder, intake.run, [], [])
    run(folder, screen.run, None, False)
    findings, _ = screened(folder)
    for rule, finding in findings.items():
        if finding["verdict"] in {"fail", "missing", "pending"} and not finding["decided_by"]:
            run(folder, deciding.finding, who="示例甲公司", rule=rule, verdict="fail", second=False,
                why="测试")  # fmt: skip
    return run(folder, confirming.run, "screen", NOW.date(), False, None)


def codes(problems):
    return [p.code for p in problems if p.code.startswith("edition-")]


# --- checking ---------------------------------------------------------------------------------


def faults(data=DATA, **parts):
    texts = {**TEXTS, EDITION: data, **{f"{k}.toml": v for k, v in parts.items()}}
    with pytest.raises(WzqaError) as caught:
        parse_own(NAME, texts)
    return [(p.code, p.message) for p in caught.value.problems]


def test_the_shipped_edition_passes_under_another_name():
    assert parse_own(NAME, TEXTS).name == NAME


def test_all_faults_come_at_once():
    data = re.sub(r"^title = .*$", "", DATA, count=1, flags=re.MULTILINE)
    data = data.replace("正常运营3年以上", "正常运营5年以上").replace("\nscreen = ", "\nscren = ")
    data = data.replace('E02 = { article = "a11"', 'E02 = { article = "a99"')
    assert faults(data) == [
        ("edition-key", "缺少键 title"),
        ("edition-clause", "[clauses] 缺少 screen"),
        ("edition-clause", "[clauses] E02 所引的条文在 regulation.md 中没有"),
        ("edition-clause", "[clauses] E03 的 quote 不是该条的原文"),
        ("edition-clause", "[clauses] 没有 scren 这个键"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('notice_day = "05-20"', 'notice_day = "05-40"', "键 notice_day：须为月-日，如 07-31"),
        ('city_day = "07-31"', 'city_day = "02-29"', "键 city_day：须为月-日，如 07-31"),
        ("cycle_years = 2 ", 'cycle_years = "2"', "键 cycle_years：须为整数"),
        ("unverified = []", 'unverified = ""', "键 unverified：须为方括号列表"),
        ('government = "温州市人民政府"', "government = 1", "键 government：须为带引号的文本"),
    ],
)
def test_a_key_of_the_wrong_kind_is_named(old, new, said):
    assert old in DATA
    assert faults(DATA.replace(old, new)) == [("edition-key", said)]


def test_broken_toml_names_its_line():
    with pytest.raises(WzqaError) as caught:
        parse_own(NAME, {**TEXTS, EDITION: "title = \n"})
    assert (caught.value.problems[0].code, caught.value.problems[0].place.cell) == (
        "edition-toml",
        "第1行",
    )


def test_the_area_and_the_points_are_checked_too():
    other = TEXTS[REGIONS].replace(
        'name = "龙湾区"\nshort = "龙湾"', 'name = "龙湾区"\nshort = "鹿城"'
    )
    assert faults(regions=other.replace('level = "市"', "")) == [
        ("edition-key", "键 level：缺少此键"),
        ("edition-key", "“鹿城”既指鹿城区又指龙湾区"),
    ]
    points = criteria_text("GB/T 19580-2012")
    wrong = points.replace('name = "组织治理", points = 30', 'name = "组织治理", points = 31')
    assert faults(criteria=wrong) == [
        (
            "edition-points",
            "4.1 领导各条目合计111分，类目写的是110分；各类目合计1001分，总分写的是1000分",
        )
    ]
    notice = DATA.replace("于{本级截止日}前", "于{市级截止日}前", 1)
    assert faults(notice) == [
        ("edition-key", "[texts] handing_in：花括号里只能是下级截止日、本级截止日")
    ]


# --- using ------------------------------------------------------------------------------------


def test_init_copies_an_edition_to_be_changed(folder):
    assert (folder / f"办法/{NAME}/{REGULATION}").read_text(encoding="utf-8") == TEXT
    assert f'profile = "{NAME}"' in (folder / "award.toml").read_text(encoding="utf-8")


def test_regions_and_points_are_those_of_the_own_edition(folder):
    change(folder, 'name = "鹿城区"', 'name = "示例新区"', REGIONS)
    change(folder, '"鹿城", "温州市鹿城区"', '"温州市示例新区"', REGIONS)
    change(
        folder,
        'name = "高层领导的作用", points = 50',
        'name = "高层领导的作用", points = 40',
        CRITERIA,
    )
    change(folder, 'name = "组织治理", points = 30', 'name = "组织治理", points = 40', CRITERIA)
    with open_cycle(folder, now=NOW, by="测试员") as cycle:
        assert [i.points for i in cycle.criteria.items[:2]] == [40, 40]
        assert current(cycle).area.find("示例新区").order == 0
        assert current(cycle).area.find("鹿城区") is None


def test_points_are_printed_for_ticking_with_what_they_rest_on(folder):
    report, _, _ = points.check(None, 2026)
    assert (report.data["own"], report.data["points"], len(report.data["items"])) == (
        False,
        1000,
        23,
    )
    bases = {item["clause"]: item["basis"] for item in report.data["items"]}
    assert bases["4.1.2"] == "已核对公开来源"
    assert bases["4.7.2"] == "凭记忆，未核对"
    assert "20个条目的分值没有核对过" in str(report.blocks)
    change(
        folder,
        'name = "高层领导的作用", points = 50',
        'name = "高层领导的作用", points = 45',
        CRITERIA,
    )
    change(folder, 'name = "组织治理", points = 30', 'name = "组织治理", points = 35', CRITERIA)
    report, _, _ = points.check(folder, 2026)
    assert report.data["own"]
    assert [i["points"] for i in report.data["items"][:2]] == [45, 35]
    assert f"办法/{NAME}/criteria.toml" in str(report.blocks)


def test_an_edition_of_two_files_from_before_is_still_read(tmp_path):
    where = tmp_path / "届"
    init(where)
    own = where / "办法" / NAME
    old = re.sub(r"\n# 申报通知里.*?(?=\n# 规则所引)", "", DATA, flags=re.DOTALL)
    old = re.sub(r"^conditions = .*\n", "", old, flags=re.MULTILINE)
    (where / f"办法/{NAME}.toml").write_text(old, encoding="utf-8")
    (where / f"办法/{NAME}.md").write_text(TEXT.replace("（十一）", "（第十二条）"), "utf-8")
    for part in own.iterdir():
        part.unlink()
    own.rmdir()
    confirmed_list = run(where, status.run)[0]
    assert confirmed_list.exit == 0
    with open_cycle(where, now=NOW, by="测试员") as cycle:
        assert str(cycle.settings.edition.cite("E03")) == "（第十二条）（一）"
        assert cycle.settings.edition.area.find("鹿城").name == "鹿城区"


@pytest.mark.parametrize("name", ["wenzhou-2020", "a/b", "温州 2026"])
def test_a_name_that_cannot_be_a_file_or_is_taken_is_refused(tmp_path, name):
    with pytest.raises(WzqaError) as caught:
        init(tmp_path / "届", own=name)
    assert caught.value.exit_code == 2
    assert not (tmp_path / "届").exists()


def test_articles_and_limits_are_those_of_the_own_edition(folder):
    change(folder, "## a11 （十一）", "## a11 （第十二条）", REGULATION)
    change(folder, "正常运营3年以上", "正常运营2年以上")
    change(folder, "正常运营3年以上", "正常运营2年以上", REGULATION)
    change(folder, "ops_years = 3", "ops_years = 1")
    text = (folder / "award.toml").read_text(encoding="utf-8")
    (folder / "award.toml").write_text(text.replace("ops_years = 3\n", ""), encoding="utf-8")
    run(folder, intake.run, [], [])
    findings, problems = screened(folder)
    assert codes(problems) == []
    assert findings["E03"]["article"] == "（第十二条）（一）"
    assert findings["E03"]["verdict"] == "pass"


def test_a_faulty_edition_stops_every_command_with_all_faults(folder):
    change(folder, "正常运营3年以上", "正常运营2年以上")
    with pytest.raises(WzqaError) as caught:
        run(folder, intake.run, [], [])
    assert caught.value.exit_code == 1
    assert caught.value.problems[0].place.file == f"办法/{NAME}/{EDITION}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ops_years = 3", 'ops_years = "三"', "键 eligibility.ops_years：须为整数"),
        ("ops_years = 3\n", "", "键 eligibility.ops_years：缺少此键"),
    ],
)
def test_a_faulty_default_is_named_in_its_file_though_award_toml_hides_it(folder, old, new, said):
    change(folder, old, new)
    with pytest.raises(WzqaError) as caught:
        run(folder, status.run)
    (problem,) = caught.value.problems
    assert (problem.code, problem.message) == ("edition-key", said)
    assert problem.place.file == f"办法/{NAME}/{EDITION}"
    text = (folder / f"办法/{NAME}/{EDITION}").read_text(encoding="utf-8").splitlines()
    line = text[int(problem.place.cell[1:-1]) - 1]
    assert line.startswith("ops_years" if new else "[defaults.eligibility]")


def test_going_back_to_a_shipped_edition_leaves_no_trace_of_the_own_one_in_later_lists(folder):
    confirmed(folder)
    text = (folder / "award.toml").read_text(encoding="utf-8")
    back = text.replace(f'profile = "{NAME}"', 'profile = "wenzhou-2022-draft"')
    (folder / "award.toml").write_text(back, encoding="utf-8")
    assert codes(screened(folder)[1]) == []
    assert run(folder, verifying.run)[0].exit == 0  # the list stands on what it was confirmed on
    run(folder, confirming.run, "screen", None, True, "改用随附版本")
    run(folder, confirming.run, "screen", NOW.date(), False, None)
    with open_cycle(folder, now=NOW, by="测试员") as cycle:
        held = current(cycle).lists["screen"]
        assert not frozen(cycle.record, held).settings.has_own_edition
    assert run(folder, verifying.run)[0].exit == 0


def test_a_change_before_any_list_is_taken_and_said(folder):
    run(folder, intake.run, [], [])
    change(folder, "## a11 （十一）", "## a11 （第十二条）", REGULATION)
    findings, problems = screened(folder)
    assert codes(problems) == ["edition-taken"]
    assert findings["E03"]["article"] == "（第十二条）（一）"
    assert codes(screened(folder)[1]) == []


def test_confirmed_lists_stand_on_the_edition_they_were_confirmed_on(folder):
    confirmed(folder)
    assert run(folder, verifying.run)[0].exit == 0
    change(folder, "## a11 （十一）", "## a11 （第十二条）", REGULATION)
    findings, problems = screened(folder)
    assert codes(problems) == ["edition-waits"]
    assert findings["E03"]["article"] == "（十一）（一）"
    report, _ = run(folder, verifying.run)
    assert [d["code"] for d in report.data["discrepancies"]] == ["file-altered"]
    run(folder, confirming.run, "screen", None, True, "正式条文公布")
    findings, problems = screened(folder)
    assert codes(problems) == ["edition-taken"]
    assert findings["E03"]["article"] == "（第十二条）（一）"
    report, _ = run(folder, verifying.run)
    assert report.data["discrepancies"] == []


def test_an_archive_carries_the_edition_and_is_verified_by_itself(folder, tmp_path):
    confirmed(folder)
    run(folder, archiving.run, tmp_path / "归档.zip")
    report, problems, _ = archived.run(tmp_path / "归档.zip", NOW)
    assert (report.exit, problems) == (0, [])


def test_a_new_name_in_the_next_cycle_copies_the_office_s_own_text_and_settings(folder):
    change(folder, "## a11 （十一）", "## a11 （第十二条）", REGULATION)
    text = (folder / "award.toml").read_text(encoding="utf-8")
    (folder / "award.toml").write_text(text.replace("ops_years = 3", "ops_years = 2"), "utf-8")
    following = folder.parent / "下届"
    init(following, own="温州2028", source=folder, year=2028)
    assert "（第十二条）" in (following / "办法/温州2028/regulation.md").read_text(encoding="utf-8")
    written = (following / "award.toml").read_text(encoding="utf-8")
    assert 'profile = "温州2028"' in written
    assert "ops_years = 2" in written


def test_the_next_cycle_takes_the_edition_along(folder):
    run(folder, intake.run, [], [])
    change(folder, "## a11 （十一）", "## a11 （第十二条）", REGULATION)
    following = folder.parent / "下届"
    init(following, own=None, source=folder, year=2028)
    assert f'profile = "{NAME}"' in (following / "award.toml").read_text(encoding="utf-8")
    text = (following / f"办法/{NAME}/{REGULATION}").read_text(encoding="utf-8")
    assert "（第十二条）" in text
    assert Path(following / "record.db").is_file()
