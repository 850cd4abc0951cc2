import math
import sys

import pytest

from bpgui.core.compiled import readiness
from bpgui.session.session import Session
from bpgui.training.runner import Runner
from tests.training.finishing import poll_until


@pytest.mark.parametrize("kernel", ["numpy", "compiled"])
def test_that_threads_wait_less_while_a_kernel_trains_without_the_interpreter(kernel: str) -> None:
    if kernel == "compiled" and not readiness.prepare(apart=False):
        pytest.skip("Numba is not installed")
    usual = sys.getswitchinterval()
    session = Session("xor")
    session.change_settings(kernel=kernel)
    runner = Runner(session)
    runner.speed = math.inf
    runner.run()
    poll_until(runner, lambda: session.updates > 0)
    during = sys.getswitchinterval()
    runner.pause()
    assert (during < usual) == (kernel == "compiled")
    assert sys.getswitchinterval() == usual
