"""The command line in this process: what a user types, what a script reads."""

import contextlib
import io
import json
import sys
from unittest import mock

from wzqa.cli import main


def wzqa(*words, clock=None):
    """Run a command; gives (exit code, stdout, stderr). `clock` is the moment it believes in."""
    out, err = io.BytesIO(), io.StringIO()
    stdout = io.TextIOWrapper(out, encoding="utf-8", write_through=True)
    with (
        mock.patch.object(sys, "argv", ["wzqa", *map(str, words)]),
        mock.patch.dict("os.environ", {"WZQA_OPERATOR": "测试员"}),
        contextlib.redirect_stdout(stdout),
        contextlib.redirect_stderr(err),
        _at(clock),
    ):
        try:
            main()
            code = 0
        except SystemExit as done:
            code = done.code or 0
        stdout.flush()
    return code, out.getvalue().decode("utf-8"), err.getvalue()


def _at(clock):
    if clock is None:
        return contextlib.nullcontext()
    stopped = mock.Mock()
    stopped.now.return_value.astimezone.return_value = clock
    return mock.patch("wzqa.cli.datetime", stopped)


def ask(*words, clock=None):
    """Run a command with --json; gives (exit code, the object)."""
    code, out, err = wzqa("--json", *words, clock=clock)
    assert out, err
    got = json.loads(out)
    assert got["exit"] == code
    return code, got


def codes(got):
    """List the problem codes of a command's object."""
    return [p["code"] for p in got["problems"]]
