import pytest

from bpgui.app.cadence import FRAME, LONGEST, SHARE, Cadence


def _settled(cadence: Cadence, cost: float) -> int:
    return [cadence.after(cost) for _ in range(200)][-1]


def test_that_cheap_frames_come_as_often_as_the_screen_shows_them() -> None:
    assert _settled(Cadence(), 0.9 * SHARE * FRAME) == FRAME


def test_that_dear_frames_leave_training_its_share() -> None:
    cost = 1.25 * SHARE * FRAME
    assert cost / _settled(Cadence(), cost) == pytest.approx(SHARE, rel=0.1)


def test_that_frames_stay_frequent_whatever_they_cost() -> None:
    assert _settled(Cadence(), 500.0) == LONGEST
    assert FRAME / LONGEST > 0.6


def test_that_frames_come_often_again_when_they_cost_less() -> None:
    cadence = Cadence()
    _settled(cadence, 500.0)
    assert _settled(cadence, 0.1) == FRAME


def test_that_one_dear_frame_changes_little() -> None:
    cadence = Cadence()
    _settled(cadence, 1.0)
    assert cadence.after(20.0) == FRAME
