"""Which kernel serves a run, and what the session keeps of it."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from bpgui.core.compiled import readiness
from bpgui.core.settings import KernelName
from bpgui.session.scrub import Scrub
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.session.fingerprint import document_bits
from tests.training.finishing import run_sweeps

pytest.importorskip("numba")


@pytest.fixture
def runner(qtbot: QtBot) -> Runner:
    del qtbot
    runner = Runner(Session())
    runner.speed = float("inf")
    return runner


def make_ready() -> None:
    assert readiness.prepare(apart=False)


def train(runner: Runner, qtbot: QtBot, updates: int = 300) -> None:
    session = runner._session
    target = session.updates + updates
    runner.run()
    try:
        qtbot.waitUntil(lambda: has_reached(runner, target), timeout=30_000)
    finally:
        runner.pause()


def has_reached(runner: Runner, updates: int) -> bool:
    runner.poll()
    return runner._session.updates >= updates


def kernels_used(session: Session) -> list[str]:
    return [
        entry.settings.kernel
        for segment in session._timeline.segments
        for entry in segment.settings
    ]


def test_that_numpy_serves_until_the_compiled_kernel_is_ready(runner: Runner, qtbot: QtBot) -> None:
    session = runner._session
    served: list[str] = []
    train(runner, qtbot)
    served.append(session.serving_kernel)
    make_ready()
    train(runner, qtbot)
    served.append(session.serving_kernel)
    assert served == ["numpy", "compiled"]
    assert session.settings.kernel == "auto"
    assert kernels_used(session) == ["numpy", "compiled"]


def test_that_a_run_goes_on_with_the_kernel_it_started_with(runner: Runner, qtbot: QtBot) -> None:
    session = runner._session
    runner.run()
    make_ready()
    qtbot.waitUntil(lambda: has_reached(runner, 300))
    assert session.serving_kernel == "numpy"
    runner.pause()


@pytest.mark.parametrize(("asked", "serves"), [("numpy", "numpy"), ("compiled", "compiled")])
def test_that_the_kernel_asked_for_serves(
    runner: Runner, qtbot: QtBot, asked: str, serves: str
) -> None:
    make_ready()
    runner._session.change_settings(kernel=asked)
    train(runner, qtbot)
    assert runner._session.serving_kernel == serves


def test_that_every_moment_is_reached_to_the_bit_whichever_kernel_made_it(
    runner: Runner, qtbot: QtBot
) -> None:
    session, moments = runner._session, {}
    for k in range(4):
        if k == 1:
            make_ready()
        if k == 2:
            session.change_settings(kernel="numpy")
        if k == 3:
            session.change_settings(kernel="auto")
        train(runner, qtbot)
        moments[session.updates] = document_bits(session.document)
    assert kernels_used(session) == ["numpy", "compiled", "numpy", "compiled"]
    for updates, bits in [*moments.items(), *reversed(moments.items())]:
        session.go_to(updates)
        assert document_bits(session.document) == bits


def test_that_steps_lead_along_the_history_whichever_kernel_made_it(
    runner: Runner, qtbot: QtBot
) -> None:
    make_ready()
    session = runner._session
    train(runner, qtbot)
    end, newest = session.updates, session.newest_update
    bits = document_bits(session.document)
    session.go_to(end - 1)
    runner.step()
    assert document_bits(session.document) == bits
    assert session.newest_update == newest


def test_that_asking_for_the_other_kernel_begins_another_future(
    runner: Runner, qtbot: QtBot
) -> None:
    make_ready()
    session = runner._session
    train(runner, qtbot)
    session.go_to(session.updates - 50)
    session.set_settings(replace(session.settings, kernel="numpy"))
    here = session.updates
    runner.step()
    qtbot.waitUntil(lambda: has_reached(runner, here + 1))
    assert session.newest_update == here + 1


def test_that_a_run_of_both_kernels_comes_back_to_the_bit(runner: Runner) -> None:
    """Whatever the kernel of the moment: the history goes there with the one it was made with."""
    make_ready()
    session = runner._session
    shown = {session.updates: document_bits(session.document)}
    kernels: tuple[KernelName, ...] = ("numpy", "compiled", "numpy", "compiled")
    for k, kernel in enumerate(kernels):
        session.change_settings(kernel=kernel, learning_rate=0.1 + 0.05 * k)
        run_sweeps(runner, session, 7)
        shown[session.updates] = document_bits(session.document)
        if k == 1:
            session.set_parameter(2, 0.5)
            shown[session.updates] = document_bits(session.document)
    scrub = Scrub(session)
    for updates in (*sorted(shown), *sorted(shown, reverse=True)):
        scrub.to_update(updates + 3)
        scrub.to_update(updates)
        assert document_bits(session.document) == shown[updates]
    scrub.end()
