"""The progress bar: on standard error, on a terminal only, and only where one has to wait."""

import io

import pytest

from detente.cli import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """A clock that is moved by hand."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_nobody_watching_means_no_bar(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    with progress.bar("counting") as tell:
        assert tell is None


def test_quick_work_shows_no_bar(monkeypatch, clock):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.bar("counting") as tell:
        for done in range(10):
            clock[0] += 0.04
            tell(done, 10)
    assert terminal.getvalue() == ""


def test_long_work_shows_a_bar_and_takes_it_away(monkeypatch, clock):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.bar("counting") as tell:
        for done in range(11):
            clock[0] += 0.2
            tell(done, 10)
    text = terminal.getvalue()
    assert "counting [" in text
    assert " 50%" in text
    assert "100%" in text
    assert text.endswith("\r")
    assert text.rsplit("\r", 2)[1].strip() == ""


def test_a_bar_is_taken_away_when_the_work_fails(monkeypatch, clock):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)

    def work():
        with progress.bar("counting") as tell:
            clock[0] += 1
            tell(1, 0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert terminal.getvalue().endswith("\r")
