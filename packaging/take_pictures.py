"""Take the README's pictures from the running program: packaging/take_pictures.py [folder].

Opens the real window, trains it as a user would, and writes what it shows. Run it with the
program's own Python: .venv/bin/python packaging/take_pictures.py
"""

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="bpgui-pictures-")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bpgui.app.window import MainWindow
from bpgui.session.selection import ParameterSelection
from bpgui.ui.theme import appearance, prepare_application

FOLDER = Path(__file__).parent / "pictures"


def wait(milliseconds: int) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def show(window: MainWindow, width: int, height: int) -> None:
    """Give the window a size and let it settle."""
    window.resize(width, height)
    window.show()
    wait(400)


def train_xor(window: MainWindow, sweeps: int) -> None:
    """Train on exclusive or by pressing Step, select a weight and look at the backward pass."""
    session, runner = window.session, window.runner
    session.load_problem("xor")
    while session.sweep < sweeps:
        runner.step("sweep")
    session.present(2)
    network = session.network
    session.select(ParameterSelection(network.weight_index(2, 0, 1, 1)))
    session.set_overlay("backward")
    wait(400)


def train_problem(window: MainWindow, key: str, seconds: float) -> None:
    """Open a problem, press Run and look on for a while."""
    window.session.load_problem(key)
    window.runner.speed = float("inf")
    window.runner.run()
    wait(round(1000 * seconds))
    window.runner.pause()
    wait(400)


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    prepare_application(application, "light")
    window = MainWindow()
    show(window, 1440, 900)
    train_xor(window, 250)
    window.grab().save(str(folder / "window-light.png"))
    appearance.choose("dark")
    wait(400)
    window.grab().save(str(folder / "window-dark.png"))
    appearance.choose("light")
    for key in ("digits", "moons"):
        train_problem(window, key, 3)
        window.grab().save(str(folder / f"{key}.png"))
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
