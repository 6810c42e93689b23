"""Whoever builds the page assets learns why that failed."""

import sys

import pytest

from services.worklist.assets.build import LAST_LINES, install

FAILS = "for n in range(100): print('line', n)\nimport sys; sys.exit('SELF_SIGNED_CERT_IN_CHAIN')"


def test_an_installation_that_fails_says_why_with_its_last_lines() -> None:
    with pytest.raises(SystemExit) as failed:
        install([sys.executable, "-c", FAILS])
    first, *last = str(failed.value).splitlines()
    assert "exit code 1" in first
    assert len(last) == LAST_LINES
    assert "SELF_SIGNED_CERT_IN_CHAIN" in str(failed.value)


def test_an_installation_that_succeeds_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    install([sys.executable, "-c", "print('added 12 packages')"])
    assert capfd.readouterr().out == ""
