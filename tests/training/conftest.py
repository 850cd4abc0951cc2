"""A run that a failing test leaves behind must not keep the process from ending."""

import threading
from collections.abc import Iterator

import pytest

from bpgui.training.run import Run


@pytest.fixture(autouse=True)
def _runs_are_ended() -> Iterator[None]:
    yield
    left = [thread for thread in threading.enumerate() if isinstance(thread, Run)]
    for run in left:
        run.finish()
    assert not left
