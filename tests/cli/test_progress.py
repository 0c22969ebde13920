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


def test_a_bar_never_goes_back(monkeypatch, clock):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.bar("counting") as tell:
        for done in (2, 6, 1, 4, 8):
            clock[0] += 1
            tell(done, 10)
    shares = [
        int(text.split("%")[0].split()[-1])
        for text in terminal.getvalue().split("\r")
        if "%" in text
    ]
    assert shares == [20, 60, 60, 60, 80]


def test_compiling_is_told_once_on_a_line_of_its_own(monkeypatch, clock):
    from detente.analysis.preparation import compiling

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress.bar("counting") as tell:
        clock[0] += 1
        tell(1, 10)
        compiling()
        compiling()
        clock[0] += 1
        tell(2, 10)
    text = terminal.getvalue()
    assert text.count("preparing compiled loops") == 1
    line = next(line for line in text.split("\n") if "preparing" in line)
    assert line.rsplit("\r", 1)[1].startswith("preparing compiled loops")
    compiling()
    assert terminal.getvalue() == text


def test_nobody_watching_is_told_nothing_of_compiling(monkeypatch):
    from detente.analysis.preparation import compiling

    silent = io.StringIO()
    monkeypatch.setattr("sys.stderr", silent)
    with progress.bar("counting"):
        compiling()
    assert silent.getvalue() == ""


def test_a_search_of_several_passages_tells_a_share_that_only_grows(shared):
    from detente.analysis.frontier import frontier
    from detente.formats import load

    case = load(str(shared / "scenarios" / "genius-nonlinear" / "30issuesDiscountedwithRV"))
    told = []
    frontier(case, lambda done, whole: told.append(done / whole))
    assert told == sorted(told)
    assert len(told) > 60  # more than one passage over 30 layers
    assert told[-2] < 1
    assert told[-1] == 1
