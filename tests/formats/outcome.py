"""What may come of reading a file that somebody else made: a value, or a sentence, and at once."""

import re
import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

PATIENCE = 10.0
"""Seconds for a small file on a busy machine."""


def read_or_refused(read: Callable[[], Value], refusal: type[ValueError]) -> Value | None:
    """Return what was read, or None if it was refused with a sentence; fail for anything else."""
    began = time.monotonic()
    try:
        value = read()
    except refusal as error:
        assert_sentence(str(error))
        value = None
    assert time.monotonic() - began < PATIENCE
    return value


def assert_sentence(text: str) -> None:
    """Fail unless this can be shown to the user: whole, in one line, and none of Python's own."""
    assert re.fullmatch(r"[“\w].*[.”]", text), text
    assert 10 < len(text) < 600, text
    assert not re.search(r"Traceback|Errno|object at 0x|\bb'|<class|Error\b", text), text
