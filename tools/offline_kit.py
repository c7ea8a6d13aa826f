"""Make the kit for offices without network: all wheels for Windows, and two .bat files.

Run on a machine with network, from the checkout:

    python tools/offline_kit.py [--to dist] [--platform win_amd64] [--python 3.11 3.12 3.13]

gives dist/wzqa-VERSION-offline-win_amd64.zip. At the office: install Python from python.org, unpack,
run 安装.bat, then 打开wzqa.bat.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13")
HASHES = "constraints-hashes.txt"
DEPENDENCIES = "依赖.txt"
WINDOWS_ONLY = ("colorama",)  # pip judges markers by the machine it runs on

INSTALL = """@echo off
chcp 65001 >nul
setlocal
set "TARGET=%LOCALAPPDATA%\\wzqa"
for %%V in ({newest}) do (
  py -%%V -c "import sys; sys.exit(sys.maxsize < 2**32)" 2>nul && (
    set "PY=%%V"
    goto found
  )
)
echo 没有找到 Python {pythons}（64位）中的任何一个，请先运行 python.org 的 Windows 安装程序。
pause
exit /b 1
:found
py -%PY% -m venv "%TARGET%" || goto failed
"%TARGET%\\Scripts\\python" -m pip install --no-index --find-links "%~dp0wheels" --require-hashes -r "%~dp0依赖.txt" || goto failed
"%TARGET%\\Scripts\\python" -m pip install --no-index --find-links "%~dp0wheels" --no-deps --force-reinstall wzqa || goto failed
"%TARGET%\\Scripts\\wzqa" --version || goto failed
echo 装好了。双击“打开wzqa.bat”开始使用。
pause
exit /b 0
:failed
echo 没有装成，请把上面的文字发给维护人员。
pause
exit /b 1
"""

# opens where the work is: the folder dropped on it, the one it lies in, else the newest cycle in 文档
START = """@echo off
chcp 65001 >nul
set "PATH=%LOCALAPPDATA%\\wzqa\\Scripts;%PATH%"
if exist "%~1\\award.toml" (
  cd /d "%~1"
  goto ready
)
cd /d "%~dp0"
if exist award.toml goto ready
cd /d "%USERPROFILE%\\Documents"
for /f "delims=" %%D in ('dir /b /ad /o-d 2^>nul') do (
  if exist "%%D\\award.toml" (
    cd /d "%%D"
    goto ready
  )
)
cmd /k "wzqa --help"
exit /b 0
:ready
cmd /k "wzqa status"
"""

READ_ME = """wzqa {version} 离线安装

一、先装 Python（{pythons} 任一版本，64位，python.org 的 Windows 安装程序）。
二、双击“安装.bat”。装在 %LOCALAPPDATA%\\wzqa，不动别的程序，不需要管理员权限。
三、双击“打开wzqa.bat”，在打开的窗口里输入命令，如：wzqa init 2026届 --year 2026
    已有届次时，它打开“文档”里最近的一届并说下一步；也可以把届次文件夹拖到它上面，或把它复制进届次文件夹。
升级：换成新的一包，再运行一次“安装.bat”。届次目录和记录不受影响。
卸载：删除 %LOCALAPPDATA%\\wzqa 目录。
"""


def requirements() -> list[str]:
    """List what has to be in the kit, pinned: the constraints that the installation itself uses."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)
    if block is None:
        raise SystemExit("pyproject.toml lists no dependencies")
    return re.findall(r'"([^"]+)"', block[1])


def pinned(file: str = HASHES) -> dict[str, tuple[str, set[str]]]:
    """Give each package of constraints-hashes.txt: its lines, and the hashes of its files."""
    text = (ROOT / file).read_text(encoding="utf-8")
    found = {}
    for block in re.findall(r"^[^\s#].*(?:\n[ \t].*)*", text, re.MULTILINE):
        name = re.split(r"[=\s]", block)[0]
        found[plain(name)] = (block, set(re.findall(r"sha256:([0-9a-f]{64})", block)))
    return found


def plain(name: str) -> str:
    """Fold a package's name as wheels and requirements write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def check(wheels: Path) -> str:
    """Compare every wheel with its pinned hash; gives the lines that the installation asks for."""
    known, used = pinned(), set()
    for wheel in sorted(wheels.glob("*.whl")):
        name = plain(wheel.name.split("-")[0])
        if name == "wzqa":
            continue
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in known.get(name, ("", set()))[1]:
            raise SystemExit(f"{wheel.name} is not the file that {HASHES} names")
        used.add(name)
    return "\n".join(known[name][0] for name in sorted(used)) + "\n"


def version() -> str:
    """Read the version from the package."""
    text = (ROOT / "wzqa/__init__.py").read_text(encoding="utf-8")
    return re.search(r'__version__ = "([^"]+)"', text)[1]  # type: ignore[index]


def pip(*words: str) -> None:
    """Run pip; its own words say what went wrong."""
    subprocess.run([sys.executable, "-m", "pip", *words], check=True, cwd=ROOT)  # noqa: S603


def write_bat(path: Path, text: str) -> None:
    """Write a batch file as cmd.exe wants it: CR LF, UTF-8 without mark."""
    path.write_bytes(text.replace("\n", "\r\n").encode())


def make(to: Path, platform: str, pythons: list[str]) -> Path:
    """Gather the wheels and write the zip."""
    name = f"wzqa-{version()}-offline-{platform}"
    with tempfile.TemporaryDirectory() as work:
        kit = Path(work) / name
        wheels = kit / "wheels"
        pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), ".")
        for python in pythons:
            pip("download", "--quiet", "--only-binary=:all:", "--platform", platform,
                "--python-version", python, "--implementation", "cp", "-c", "constraints.txt",
                "--dest", str(wheels), *requirements(), *WINDOWS_ONLY)  # fmt: skip
            # what the office will do: no index, another machine's platform
            pip("install", "--quiet", "--dry-run", "--no-index", "--find-links", str(wheels),
                "--platform", platform, "--python-version", python, "--implementation", "cp",
                "--only-binary=:all:", "--target", str(Path(work) / "tried"), "wzqa")  # fmt: skip
        (kit / DEPENDENCIES).write_text(check(wheels), encoding="utf-8")
        newest = " ".join(
            sorted(pythons, key=lambda p: tuple(map(int, p.split("."))), reverse=True)
        )
        write_bat(kit / "安装.bat", INSTALL.format(newest=newest, pythons="、".join(pythons)))
        write_bat(kit / "打开wzqa.bat", START)
        said = READ_ME.format(version=version(), pythons="、".join(pythons))
        (kit / "先看这里.txt").write_bytes(said.replace("\n", "\r\n").encode("utf-8-sig"))
        to.mkdir(parents=True, exist_ok=True)
        return Path(shutil.make_archive(str(to / name), "zip", work, name))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist")
    parser.add_argument("--platform", default="win_amd64")
    parser.add_argument("--python", nargs="+", default=list(PYTHONS))
    options = parser.parse_args()
    made = make(options.to, options.platform, options.python)
    print(f"{made}: {made.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
