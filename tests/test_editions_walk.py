"""Another award from data alone: a whole demo of it, and no place named outside its folder."""

import html
import re
import zipfile
from pathlib import Path

import pytest

from wzqa.regulation import default_profile, load_edition, profile_names
from wzqa.stages.demo import walk

ROOT = Path(__file__).parents[1]
OTHERS = [name for name in profile_names() if load_edition(name).area.level != "市"]
HOME = load_edition(default_profile())
OF_A_CITY = re.compile(
    "[我全本]市(?!级)|市(?:人民)?政府|市评委会|市评审办|市级|市直|县级|县（市|县[（、]|功能区|"
    + "|".join(
        [HOME.umbrella, HOME.title, HOME.committee]
        + [region.name for region in HOME.area.regions if not region.zone]
    )
)


def words(path):
    """Give the text of a Word file or a workbook, part by part."""
    with zipfile.ZipFile(path) as parts:
        for name in parts.namelist():
            if name.endswith(".xml"):
                text = html.unescape(parts.read(name).decode("utf-8", "replace"))
                yield from re.split(r"\n+", re.sub(r"</(?:w:p|si|is|c|f)>", "\n", text))


@pytest.fixture(scope="module", params=OTHERS)
def cycle(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("edition") / "届"
    walk.run(folder, 14, 7, "award", "测试员", lambda _: None, request.param)
    return folder, load_edition(request.param)


def outputs(folder):
    return [
        path
        for path in sorted([*(folder / "out").rglob("*"), *(folder / "blank").rglob("*")])
        if path.suffix in {".docx", ".xlsx", ".html", ".csv"}
    ]


@pytest.mark.slow
def test_no_paper_speaks_of_another_place_or_award(cycle):
    folder, edition = cycle
    level = edition.area.level  # a county's own papers say 县级, 县直 rightly
    own = re.compile(
        f"{edition.government}|{edition.area.name}|{level}[级直]|"
        + "|".join(r.name for r in edition.area.regions)
    )
    strange = {}
    for path in outputs(folder):
        lines = (
            words(path)
            if path.suffix in {".docx", ".xlsx"}
            else path.read_text("utf-8").split("\n")
        )
        for line in lines:
            plain = own.sub("", re.sub(r"<[^>]*>", "", line))
            if found := OF_A_CITY.search(plain):
                strange.setdefault(found[0], set()).add(f"{path.name}: {plain[:80]}")
    assert strange == {}


@pytest.mark.slow
def test_names_caps_and_lists_are_the_edition_s(cycle):
    folder, edition = cycle
    call = "".join(words(next((folder / "out/apply").glob("*申报通知*.docx"))))
    plain = re.sub(r"<[^>]*>", "", call)
    for text in (edition.umbrella, edition.defaults["office"]["name"], edition.texts["purpose"]):
        assert text in plain
    for award in edition.defaults["award"]:
        assert (
            f"各不超过{award['cap']}家" in plain
            or f"“{award['name']}”不超过{award['cap']}家" in plain
        )
    blank = "".join(words(folder / "blank/推荐汇总表.xlsx"))
    assert f"所属{edition.area.unit}" in blank
    assert all(region.name in blank for region in edition.area.regions)
    award_toml = (folder / "award.toml").read_text("utf-8")
    assert f'profile = "{edition.name}"' in award_toml


# the folders of the editions, and the examples of docs/rules.md, which read the default edition's rules
ALLOWED = re.compile(r"wzqa/data/editions/|tools/rule(?:_examples\.toml|s_page\.py)")
PLACES = sorted(
    {
        word
        for name in profile_names()
        for area in (load_edition(name).area,)
        for word in (
            area.name.removesuffix("市"),
            *(r.short for r in area.regions if len(r.name) > 2 and not r.zone and r.code),
        )
    }
)
NAMED = re.compile(
    "|".join(
        [*PLACES, "wenzhou", "温政", "温质", "市长质量奖(?! )", "质量管理创新奖", '[“‘"]创新奖']
    )
)


def test_no_place_and_no_award_of_an_edition_is_named_outside_its_folder():
    found = []
    files = [p for f in ("wzqa", "tools") for p in sorted((ROOT / f).rglob("*"))]
    for path in files:
        where = path.relative_to(ROOT).as_posix()
        if path.suffix not in {".py", ".toml", ".j2", ".sql", ".txt"} or ALLOWED.search(where):
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            found += [f"{where}:{number}: {m[0]}" for m in NAMED.finditer(line)]
    for path in sorted((ROOT / "templates").glob("*.docx")):
        text = re.sub(r"<[^>]*>", "", "".join(words(path)))
        found += [f"{path.name}: {m[0]}" for m in NAMED.finditer(text)]
    assert found == []
