"""Work that several processes share is done once, whatever becomes of them."""

import errno
import os
import signal
import time
from multiprocessing import active_children, get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standards_lint.processes import shared


def done_here(numbers):
    return {number: os.getpid() for number in numbers}


def meeting(processes, then=lambda number: None):
    """Work on which so many processes begin before one goes on."""
    barrier = get_context("fork").Barrier(processes)
    met = []

    def work(numbers):
        found = {}
        for number in numbers:
            if not met:
                met.append(barrier.wait(60))
            then(number)
            found[number] = os.getpid()
        return found

    return work


def share(total, work, processes=3, chunk=2, count=lambda taken: None):
    return shared(total, work, dict[int, int], processes=processes, chunk=chunk, count=count)


@given(total=st.integers(0, 40), processes=st.integers(1, 4), chunk=st.integers(1, 50))
def test_every_number_is_worked_on_once(total, processes, chunk):
    found = [number for part in share(total, done_here, processes, chunk) for number in part]
    assert sorted(found) == list(range(total))


def test_several_processes_work():
    parts = share(60, meeting(3))
    assert len({process for part in parts for process in part.values()}) == 3
    assert sorted(number for part in parts for number in part) == list(range(60))


def test_one_process_works_alone():
    assert share(60, done_here, processes=1) == [dict.fromkeys(range(60), os.getpid())]


def test_what_is_too_little_to_share_is_done_alone():
    assert share(2, done_here) == [dict.fromkeys(range(2), os.getpid())]


def test_what_a_process_took_that_was_killed_is_done_again():
    parent = os.getpid()

    def die(number):
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    own, again = share(60, meeting(3, die))
    assert sorted([*own, *again]) == list(range(60))
    assert len(again) == 4
    assert {*own.values(), *again.values()} == {parent}


def test_an_exception_of_another_process_is_raised_here():
    parent = os.getpid()

    def fail(number):
        if os.getpid() != parent or number == 59:
            raise ZeroDivisionError(number)

    with pytest.raises(ZeroDivisionError, match="59"):
        share(60, meeting(3, fail))


def test_where_no_process_can_be_started_one_works_alone(monkeypatch):
    def refuse():
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refuse)
    assert share(60, done_here) == [dict.fromkeys(range(60), os.getpid())]


def test_what_is_taken_is_counted():
    counted = []
    share(60, meeting(3), count=counted.append)
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
    assert not active_children()
