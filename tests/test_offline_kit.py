"""The kit for offices without network holds what the program needs, pinned, in files Windows reads."""

import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def kit():
    spec = importlib.util.spec_from_file_location("offline_kit", ROOT / "tools/offline_kit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(name):
    return re.split(r"[=<>\[]", name)[0].lower().replace("_", "-")


def test_every_requirement_is_pinned(kit):
    pinned = {plain(line) for line in (ROOT / "constraints.txt").read_text().split()}
    wanted = {plain(name) for name in kit.requirements()}
    assert wanted
    assert wanted <= pinned


def test_the_hashes_are_of_the_pinned_versions_and_of_all_of_them(kit):
    pins = dict(line.split("==") for line in (ROOT / "constraints.txt").read_text().split())
    pins = {kit.plain(name): version for name, version in pins.items()}
    hashed = {}
    for name in ("constraints-hashes.txt", "constraints-site-hashes.txt"):
        hashed |= kit.pinned(name)
    assert {n: lines.split()[0].rpartition("==")[2] for n, (lines, _) in hashed.items()} == pins
    assert all(hashes for _, hashes in hashed.values())
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = wanted["optional-dependencies"]
    for name in [*wanted["dependencies"], *extras["test"], *extras["check"]]:
        assert kit.plain(re.split(r"[=<>]", name)[0]) in kit.pinned(), name


@pytest.mark.parametrize("page", ["README.md", "README.en.md", "docs/tour.md", "Makefile"])
def test_every_installation_that_a_page_tells_of_asks_for_hashes(page):
    lines = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    installs = [
        line
        for line in lines
        if "pip install" in line and "-bench" not in line and "pip-audit" not in line
    ]
    assert len(installs) >= 2
    assert [i for i in installs if "--require-hashes" not in i and "--no-deps" not in i] == []


def test_a_wheel_of_another_hash_stops_the_kit(kit, tmp_path):
    (tmp_path / "lxml-6.1.3-cp311-cp311-win_amd64.whl").write_bytes(b"other")
    with pytest.raises(SystemExit, match="lxml"):
        kit.check(tmp_path)


def test_the_version_is_the_package_s(kit):
    import wzqa

    assert kit.version() == wzqa.__version__


def test_the_kit_is_gathered_without_asking_for_anything_unpinned(kit, tmp_path, monkeypatch):
    asked = []

    def pip(*words):
        asked.append(words)
        if words[0] == "wheel":
            wheels = Path(words[words.index("--wheel-dir") + 1])
            wheels.mkdir(parents=True)
            (wheels / "wzqa-0-py3-none-any.whl").write_bytes(b"x")

    monkeypatch.setattr(kit, "pip", pip)
    made = kit.make(tmp_path, "win_amd64", ["3.11", "3.13"])
    import zipfile

    with zipfile.ZipFile(made) as archive:
        names = {name.split("/", 1)[1] for name in archive.namelist()}
        texts = {
            n.rsplit("/", 1)[1]: archive.read(n) for n in archive.namelist() if n.endswith(".bat")
        }
    assert {
        "安装.bat",
        "打开wzqa.bat",
        "先看这里.txt",
        "依赖.txt",
        "wheels/wzqa-0-py3-none-any.whl",
    } <= names
    for text in texts.values():
        assert text.count(b"\r\n") == text.count(b"\n") > 0
        assert text.startswith(b"@echo off\r\nchcp 65001")
    downloads = [words for words in asked if words[0] == "download"]
    assert [w[w.index("--python-version") + 1] for w in downloads] == ["3.11", "3.13"]
    assert all("constraints.txt" in words and "--only-binary=:all:" in words for words in downloads)


def test_the_source_package_holds_every_folder_of_the_checkout():
    import subprocess
    import tomllib

    listed = subprocess.run(
        ["git", "-c", "core.quotePath=false", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\n")
    folders = {path.split("/")[0] for path in listed if "/" in path}
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = set(data["tool"]["hatch"]["build"]["targets"]["sdist"]["include"])
    assert folders - included == set()
