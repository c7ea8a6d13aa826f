"""The second opinion: recount.py of the archive reckons by itself, and names what is planted."""

import ast
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import types
import zipfile
from contextlib import closing
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest

from tests.helpers.command_line import wzqa

ROOT = Path(__file__).parents[1]
SOURCE = (ROOT / "wzqa/data/recount.py.txt").read_text(encoding="utf-8")
RECOUNT = types.ModuleType("recount")
exec(compile(SOURCE, "recount.py", "exec"), RECOUNT.__dict__)  # noqa: S102  (our own file)


def test_it_is_short_and_shares_nothing_with_the_program():
    assert len(SOURCE.splitlines()) < 600
    named = set()
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            named |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named.add(node.module.split(".")[0])
    assert named <= sys.stdlib_module_names


@pytest.fixture(scope="module")
def archives(tmp_path_factory, small_cycle):
    """Unpack the archive of a small cycle once."""
    home = tmp_path_factory.mktemp("archive")
    code, _, err = wzqa("-C", small_cycle, "archive", home / "归档.zip")
    assert code == 0, err
    with zipfile.ZipFile(home / "归档.zip") as bundle:
        bundle.extractall(home / "解开")
    return home


@pytest.fixture
def folder(archives, tmp_path):
    return shutil.copytree(archives / "解开", tmp_path / "解开")


def wrongs(folder):
    return RECOUNT.recount(folder).wrongs


def one(folder, pattern):
    return min(folder.glob(pattern))


def edit(path, change):
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def edit_list(folder, stage, change):
    path = one(folder, f"lists/{stage}-*.json")
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path.name


def edit_settings(folder, stage, path, value):
    with closing(sqlite3.connect(folder / "record.db")) as db:
        db.execute("DROP TRIGGER list_only_lift")
        db.execute(
            "UPDATE list SET basis = json_set(basis, ?, ?) WHERE stage = ?", (path, value, stage)
        )
        db.commit()


@pytest.mark.slow
def test_an_untouched_archive_is_reckoned_the_same(folder):
    done = subprocess.run(
        [sys.executable, "recount.py"], cwd=folder, capture_output=True, encoding="utf-8", check=False,
        env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "没有不同" in done.stdout
    assert "资料评审家数" in done.stdout
    assert "选票" in done.stdout


@pytest.mark.slow
def test_a_whole_cycle_with_ties_and_cuts_is_reckoned_the_same(whole_cycle, tmp_path):
    code, _, err = wzqa("-C", whole_cycle, "archive", tmp_path / "归档.zip")
    assert code == 0, err
    with zipfile.ZipFile(tmp_path / "归档.zip") as bundle:
        bundle.extractall(tmp_path / "解开")
    archive = RECOUNT.recount(tmp_path / "解开")
    assert archive.wrongs == []
    assert archive.unread == set()
    assert archive.checked["资料评审家数"] > 30


@pytest.mark.slow
def test_a_mark_in_an_original_changes_total_category_and_is_named_with_cells(folder):
    path = one(folder, "originals/scores-review/*资料评审评分表.xlsx")

    def change(book):
        sheet = book.worksheets[1]
        assert sheet["A9"].value == "4.1.2"
        sheet["D9"].value = 100 if sheet["D9"].value < 100 else 0

    edit(path, change)
    found = "\n".join(wrongs(folder))
    assert "lists/review-1.json" in found
    assert "得分：写的是" in found
    assert "out/review/资料评审结果.xlsx › 名单 › " in found
    assert "（4.1领导）" in found


@pytest.mark.slow
def test_a_mark_in_a_matrix_is_read_too(folder):
    path = one(folder, "originals/scores-visit/*评分汇总.xlsx")
    edit(path, lambda book: book.worksheets[0]["C5"].__setattr__("value", 0))
    assert any("现场评审结果.xlsx › 名单" in w for w in wrongs(folder))


@pytest.mark.slow
def test_a_total_a_rank_and_a_place_on_the_list_are_named(folder):
    def change(content):
        content["ranking"][0]["score"] = "999.99"
        content["ranking"][1]["rank"] = 7
        content["ranking"][2]["admitted"] = False

    name = edit_list(folder, "review", change)
    found = [w for w in wrongs(folder) if name in w]
    assert [w for w in found if "得分" in w and "999.99" in w]
    assert [w for w in found if "名次：写的是 7" in w]
    assert [w for w in found if "入围" in w]


@pytest.mark.slow
def test_a_category_sum_in_the_result_workbook_is_named_with_its_cell(folder):
    path = folder / "out/review/资料评审结果.xlsx"
    places = []

    def change(book):
        sheet = book["名单"]
        head = next(c for row in sheet.iter_rows() for c in row if str(c.value).startswith("4.2"))
        cell = sheet.cell(head.row + 1, head.column)
        cell.value = 89.5
        places.append(cell.coordinate)

    edit(path, change)
    (found,) = wrongs(folder)
    place = f"out/review/资料评审结果.xlsx › 名单 › {places[0]}（4.2战略）"
    assert found.startswith(f"{place}：写的是 89.5")


@pytest.mark.slow
def test_one_let_in_or_left_out_at_the_cut_is_named(folder):
    def change(content):
        gone = content["admitted"].pop()
        content["ranking"][-1]["admitted"] = gone == content["ranking"][-1]["uscc"]

    edit_list(folder, "visit", change)
    assert any("应当入围，名单上没有" in w for w in wrongs(folder))


@pytest.mark.slow
def test_a_card_that_does_not_count_is_missed(folder):
    path = one(folder, "originals/scores-review/*资料评审评分表.xlsx")

    def change(book):
        book["汇总"]["E6"].value = "是"

    edit(path, change)
    assert any("评分表份数" in w for w in wrongs(folder))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stage", "path", "said"),
    [
        ("review", "$.settings.stage.review.cap", "名额设为40，办法为30"),
        ("visit", "$.settings.stage.visit.cap", "名额设为40，办法为20"),
        ("vote", "$.settings.award[0].cap", "办法为10"),
    ],
)
def test_a_cap_above_the_regulation_is_named(folder, stage, path, said):
    edit_settings(folder, stage, path, 40)
    assert any(said in w for w in wrongs(folder))


@pytest.mark.slow
def test_a_cap_that_does_not_hold_is_named(folder):
    edit_settings(folder, "review", "$.settings.stage.review.cap", 2)
    assert any("应不超过2家" in w for w in wrongs(folder))


@pytest.mark.slow
def test_marks_on_papers_are_tallied_again(folder):
    path = one(folder, "originals/ballots/*.xlsx")

    def change(book):
        sheet = book.worksheets[0]
        for row in range(5, 24):
            sheet.cell(row, 2).value = "√"

    edit(path, change)
    found = "\n".join(wrongs(folder))
    assert "lists/vote-1.json" in found
    assert "得票" in found
    assert re.search(r"表决结果\.xlsx › 得票-\S+-第1轮 › E\d+", found)


@pytest.mark.slow
def test_one_elected_without_votes_is_named(folder):
    def change(content):
        award, other = sorted(content["selected"])
        content["selected"][award].append(content["selected"][other][0])

    edit_list(folder, "vote", change)
    assert any("得票没有达到要求" in w for w in wrongs(folder))


@pytest.mark.slow
def test_a_winner_added_later_or_dropped_without_a_reason_is_named(folder):
    def change(content):
        content["selected"]["质量奖"].append({"uscc": "91330300MAXX99999X", "name": "示例多出公司"})

    edit_list(folder, "award", change)
    assert any("不在上一份名单的这个奖项里" in w for w in wrongs(folder))
    edit_list(folder, "award", lambda c: c["selected"].update({"质量奖": []}))
    assert any("没有写明理由" in w for w in wrongs(folder))


@pytest.mark.slow
def test_a_name_changed_in_the_published_notice_is_named(folder):
    path = one(folder, "out/award/*获评名单公布通知.docx")
    final = json.loads(one(folder, "lists/award-*.json").read_text(encoding="utf-8"))
    screen = json.loads(one(folder, "lists/screen-*.json").read_text(encoding="utf-8"))
    winner = next(r["name"] for rows in final["selected"].values() for r in rows)
    loser = next(a["name"] for a in screen["applicants"] if a["verdict"] == "fail")
    with zipfile.ZipFile(path) as book:
        parts = {n: book.read(n) for n in book.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(winner.encode(), loser.encode())
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    found = wrongs(folder)
    assert any(f"没有名单上的“{winner}”" in w for w in found)
    assert any(f"有名单以外的“{loser}”" in w for w in found)


def as_ods(path):
    """Give the cells of an .xlsx as an .ods writes them: repeated cells, percents, formulas."""
    rows = []
    for sheet in openpyxl.load_workbook(path).worksheets:
        lines = []
        for row in sheet.iter_rows():
            cells = []
            for cell in row:
                if isinstance(cell.value, int | float):
                    percent = "%" in cell.number_format
                    kind, value = ("percentage" if percent else "float"), cell.value
                    cells.append(f'<t:table-cell o:value-type="{kind}" o:value="{value}"/>')
                elif str(cell.value or "").startswith("="):
                    cells.append(f"<t:table-cell t:formula={quoteattr(cell.value)}/>")
                elif cell.value is None:
                    cells.append('<t:table-cell t:number-columns-repeated="1"/>')
                else:
                    cells.append(
                        f"<t:table-cell><x:p>{escape(str(cell.value))}</x:p></t:table-cell>"
                    )
            lines.append(f"<t:table-row>{''.join(cells)}</t:table-row>")
        lines.append(
            '<t:table-row t:number-rows-repeated="1048000"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>'
        )
        rows.append(f"<t:table t:name={quoteattr(sheet.title)}>{''.join(lines)}</t:table>")
    text = f'<o:d xmlns:o="o" xmlns:t="t" xmlns:x="x">{"".join(rows)}</o:d>'
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("content.xml", text)


@pytest.mark.slow
def test_an_ods_is_read_too(folder):
    for path in folder.glob("originals/scores-*/*.xlsx"):
        as_ods(path)
    found = wrongs(folder)
    assert found
    assert all("与收件时的指纹不符" in w for w in found)


@pytest.mark.slow
def test_an_original_it_cannot_read_is_said_and_no_traceback(folder):
    one(folder, "originals/scores-review/*资料评审评分表.xlsx").write_bytes(b"\xd0\xcf\x11\xe0")
    archive = RECOUNT.recount(folder)
    assert len(archive.unread) == 1


# --- the arithmetic, by hand ------------------------------------------------------------------------


class Said:
    """Stands for the archive where only the differences matter."""

    def __init__(self):
        self.wrongs, self.unread = [], set()

    wrong = RECOUNT.Archive.wrong
    compare = RECOUNT.Archive.compare


def listing(scores, admitted, cap, chosen=()):
    ranking = [
        {"uscc": c, "name": c, "score": str(s), "rank": 1 + sum(o > s for o in scores.values()),
         "admitted": c in admitted}
        for c, s in scores.items()
    ]  # fmt: skip
    ties = [{"admit": list(chosen)}] if chosen else []
    return {"ranking": ranking, "admitted": list(admitted), "cap": cap, "tie_decisions": ties}


@pytest.mark.parametrize(
    ("floors", "wrong", "unread"),
    [
        (["category:4.7=2"], [], 0),
        (["category:4.7=2.1"], ["名单 › B：不在前2名以内，不应入围"], 0),
        (["category:4.7=2", "award:质量奖=6"], [], 0),
        (["award:质量奖=7.5"], [], 1),  # whose award it is, the list does not say
    ],
)
def test_floors_of_categories_and_awards(floors, wrong, unread):
    scores = {"A": Decimal(9), "B": Decimal(8), "C": Decimal(7)}
    parts = {
        "A": {"4.7": Fraction(3)},
        "B": {"4.7": Fraction(1999, 1000)},
        "C": {"4.7": Fraction(2)},
    }
    rule = {
        "cap": 2,
        "floor": "",
        "tie": "hold",
        "decimals": 1,
        "rounding": "half_up",
        "floors": floors,
    }
    said = Said()
    made = listing(scores, "AB", 2)
    RECOUNT.check_list(said, "名单", made, scores, {"A": 1, "B": 2, "C": 3}, rule, parts)
    assert (said.wrongs, len(said.unread)) == (wrong, unread)


@pytest.mark.parametrize(
    ("admitted", "chosen", "tie", "wrong"),
    [
        ("AB", "", "hold", "没有决定取它"),
        ("AB", "B", "hold", ""),
        ("ABC", "BC", "hold", "应不超过2家"),
        ("A", "", "hold", ""),
        ("AB", "B", "exclude", "没有决定取它"),
        ("B", "B", "hold", "应当入围"),
        ("AD", "D", "hold", "不应入围"),
    ],
)
def test_ties_across_the_line(admitted, chosen, tie, wrong):
    scores = {"A": Decimal(9), "B": Decimal(8), "C": Decimal(8), "D": Decimal(7)}
    ranks = {"A": 1, "B": 2, "C": 2, "D": 4}
    said = Said()
    rule = {"cap": 2, "floor": "", "tie": tie}
    RECOUNT.check_list(said, "名单", listing(scores, admitted, 2, chosen), scores, ranks, rule)
    assert bool(said.wrongs) == bool(wrong)
    assert wrong in "".join(said.wrongs)


def cards(*totals):
    return [RECOUNT.Card(f"e{i}", "c", "p", {"4.1.2": Fraction(t)}) for i, t in enumerate(totals)]


@pytest.mark.parametrize(
    ("method", "totals", "score"),
    [
        ("mean", (10, 20, 40), Fraction(70, 3)),
        ("median", (10, 20, 40), Fraction(20)),
        ("median", (10, 20, 30, 40), Fraction(25)),
        ("trimmed", (10, 20, 30, 40, 99), Fraction(30)),
        ("trimmed", (10, 10, 30, 40, 40), Fraction(80, 3)),
    ],
)
def test_methods(method, totals, score):
    for level in ("total", "item", "category"):
        assert RECOUNT.score_of(cards(*totals), method, level)[0] == score


def test_two_dropped_at_each_end():
    for level in ("total", "item", "category"):
        assert RECOUNT.score_of(cards(0, 1, 20, 40, 98, 99), "trimmed", level, 2)[0] == 30


@pytest.mark.parametrize(("rounding", "value"), [("half_up", "0.13"), ("gb8170", "0.12")])
def test_rounding(rounding, value):
    rule = {"decimals": 2, "rounding": rounding}
    assert RECOUNT.rounded(Fraction(125, 1000), rule) == Decimal(value)
    assert RECOUNT.rounded(Fraction(1351, 10000), rule) == Decimal("0.14")


def test_papers():
    rule = {"invalid_scope": "section", "exclusive": True}
    papers = {
        "甲": [("1", {"A", "B"}, ""), ("2", {"A"}, "作废"), ("3", {"A"}, "")],
        "乙": [("1", {"A"}, ""), ("3", {"C"}, "")],
    }
    assert RECOUNT.valid_papers(papers, {"甲": 1, "乙": 1}, rule) == {
        "甲": {"3": {"A"}}, "乙": {"1": {"A"}, "3": {"C"}},
    }  # fmt: skip
    whole = RECOUNT.valid_papers(papers, {"甲": 1, "乙": 1}, rule | {"invalid_scope": "ballot"})
    assert whole == {"甲": {"3": {"A"}}, "乙": {"3": {"C"}}}
    both = RECOUNT.valid_papers(
        {"甲": [("1", {"A"}, "")], "乙": [("1", {"A"}, "")]}, {"甲": 1, "乙": 1}, rule
    )
    assert both == {"甲": {"1": set()}, "乙": {"1": set()}}
