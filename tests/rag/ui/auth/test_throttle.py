"""Failed attempts to sign in, by address and name."""

from contextlib import ExitStack

import pytest

from rag.ui.auth.limits import Attempts
from rag.ui.auth.throttle import Throttle, TooManyAttempts
from tests.rag.ui.auth.clock import Clock


def test_an_address_that_tries_many_names_waits(clock: Clock) -> None:
    throttle = Throttle(clock)
    for number in range(20):
        throttle.failed("10.0.0.1", f"user{number}")
    with pytest.raises(TooManyAttempts):
        throttle.check("10.0.0.1", "ana")
    throttle.check("10.0.0.2", "ana")


def test_a_name_tried_from_many_addresses_waits(clock: Clock) -> None:
    throttle = Throttle(clock)
    for number in range(60):
        throttle.failed(f"10.0.0.{number}", "ana")
    with pytest.raises(TooManyAttempts):
        throttle.check("10.0.1.1", "ana")
    throttle.check("10.0.1.1", "ben")


def test_one_machine_has_all_of_a_64(clock: Clock) -> None:
    throttle = Throttle(clock)
    for number in range(5):
        throttle.failed(f"2001:db8::{number}:1", "ana")
    with pytest.raises(TooManyAttempts):
        throttle.check("2001:db8::9:9", "ana")
    throttle.check("2001:db8:0:1::1", "ana")


def test_attempts_that_are_being_checked_count(clock: Clock) -> None:
    throttle = Throttle(clock)
    with ExitStack() as flying:
        for number in range(4):
            flying.enter_context(throttle.attempt("10.0.0.1", f"user{number}"))
        with pytest.raises(TooManyAttempts):
            flying.enter_context(throttle.attempt("10.0.0.1", "ana"))
        for number in range(12):
            flying.enter_context(throttle.attempt(f"10.0.1.{number}", "ana"))
        with pytest.raises(TooManyAttempts):
            flying.enter_context(throttle.attempt("10.0.2.1", "ben"))
    with throttle.attempt("10.0.2.1", "ben"):
        assert True, "there is room again"


def test_what_is_remembered_is_bounded(clock: Clock) -> None:
    throttle = Throttle(clock, Attempts(kept=50))
    for number in range(500):
        throttle.failed(f"10.0.{number % 250}.{number // 250}", f"user{number}")
        throttle.succeeded("10.0.0.1", f"user{number}")
    assert len(throttle._failures) < 60
    assert len(throttle._known) == 50
