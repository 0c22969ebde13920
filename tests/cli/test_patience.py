"""A search that may be stopped: by time, and by Ctrl-C, which ends the program only the second time."""

import os
import signal
import threading

import pytest

from detente.cli.patience import patience


def interrupt():
    """What Ctrl-C does."""
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture
def usual():
    """Python's own way with Ctrl-C, as in a program of its own."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_without_a_limit_nothing_stops(usual):
    with patience(None) as stop:
        assert not stop()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_when_the_time_is_over_it_stops(usual, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("detente.cli.patience.time.monotonic", lambda: now[0])
    with patience(5) as stop:
        assert not stop()
        now[0] += 4.9
        assert not stop()
        now[0] += 0.1
        assert stop()


def test_the_first_interruption_stops_and_says_so_the_second_ends_the_program(usual, capfd):
    with patience(None) as stop:
        interrupt()
        assert stop()
        assert "what has been found so far" in capfd.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            interrupt()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_has_a_way_of_their_own_with_interruptions_keeps_it(usual):
    called = []

    def own(number, frame):
        called.append(number)

    signal.signal(signal.SIGINT, own)
    with patience(None) as stop:
        interrupt()
        assert not stop()
    assert called == [signal.SIGINT]


def test_outside_the_main_thread_only_the_time_counts(usual):
    found = []

    def work():
        with patience(1e-9) as stop:
            found.append(stop())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [True]
