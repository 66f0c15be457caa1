"""Work that several processes share is done once, whatever becomes of them."""

import errno
import multiprocessing
import os
import signal
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.processes import shared


def done_here(numbers):
    return {number: os.getpid() for number in numbers}


def slowly(numbers):
    """Leaves something for others to take."""
    found = {}
    for number in numbers:
        time.sleep(0.002)
        found[number] = os.getpid()
    return found


def share(total, work, processes=3, chunk=2, count=lambda taken: None):
    return shared(total, work, dict[int, int], processes=processes, chunk=chunk, count=count)


@given(total=st.integers(0, 40), processes=st.integers(1, 4), chunk=st.integers(1, 50))
def test_every_number_is_worked_on_once(total, processes, chunk):
    found = [number for part in share(total, done_here, processes, chunk) for number in part]
    assert sorted(found) == list(range(total))


def test_several_processes_work():
    parts = share(60, slowly)
    assert len({process for part in parts for process in part.values()}) == 3
    assert sorted(number for part in parts for number in part) == list(range(60))


def test_one_process_works_alone():
    assert share(60, slowly, processes=1) == [dict.fromkeys(range(60), os.getpid())]


def test_what_is_too_little_to_share_is_done_alone():
    assert share(2, slowly) == [dict.fromkeys(range(2), os.getpid())]


def test_what_a_process_took_that_was_killed_is_done_again():
    parent = os.getpid()

    def work(numbers):
        found = {}
        for number in numbers:
            time.sleep(0.002)
            if number >= 10 and os.getpid() != parent:
                os.kill(os.getpid(), signal.SIGKILL)
            found[number] = os.getpid()
        return found

    parts = share(60, work)
    assert sorted(number for part in parts for number in part) == list(range(60))
    assert {process for part in parts for process in part.values()} == {parent}


def test_an_exception_of_another_process_is_raised_here():
    def work(numbers):
        found = {}
        for number in numbers:
            time.sleep(0.002)
            if number == 31:
                raise ZeroDivisionError(number)
            found[number] = os.getpid()
        return found

    with pytest.raises(ZeroDivisionError, match="31"):
        share(60, work)


def test_where_no_process_can_be_started_one_works_alone(monkeypatch):
    def refuse():
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refuse)
    assert share(60, slowly) == [dict.fromkeys(range(60), os.getpid())]


def test_what_is_taken_is_counted():
    counted = []
    share(60, slowly, count=counted.append)
    assert counted == sorted(counted)
    assert counted[0] <= 6
    assert counted[-1] == 60


def test_no_process_is_left_when_work_fails():
    parent = os.getpid()

    def work(numbers):
        if os.getpid() == parent:
            raise ZeroDivisionError
        time.sleep(600)
        return {}

    with pytest.raises(ZeroDivisionError):
        share(60, work)
    assert not multiprocessing.active_children()
