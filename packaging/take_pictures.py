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
os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"]

import numpy as np
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from bpgui.app.window import MainWindow
from bpgui.core.bugs import BUGS
from bpgui.session.quantity import Quantity
from bpgui.session.selection import ParameterSelection
from bpgui.ui.gradient_check.panel import GradientCheckPanel
from bpgui.ui.prediction.panel import PredictPanel
from bpgui.ui.theme import appearance, dressed_later, prepare_application

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


def select_weight(window: MainWindow, *place: int) -> None:
    """Select the weight at a layer, unit, source layer and source unit."""
    session = window.session
    session.select(ParameterSelection(session.network.weight_index(*place)))


def picture_walk(window: MainWindow, folder: Path) -> None:
    """Stand in the middle of an update, at the error signals of the hidden units."""
    train_xor(window, 120)
    window.session.select(None)
    window.session.present(1)
    window.workbench.show_dock("equations")
    window.runner.step("phase")
    window.session.show_phase("backward")
    wait(900)
    window.grab().save(str(folder / "inside-an-update.png"))
    window.session.walk_to(None)
    window.workbench.docks["equations"].close()


def picture_check(window: MainWindow, folder: Path) -> None:
    """Plant a bug in a copy, and see in the diagram which gradients it spoils."""
    train_xor(window, 120)
    window.session.set_overlay("forward")
    window.workbench.show_dock("gradient_check")
    panel = window.panels["gradient_check"].panel
    if isinstance(panel, GradientCheckPanel):
        panel.outcome.coloured.click()
        window.session.checking.plant(BUGS["derivative"])
        wait(1500)
        window.grab().save(str(folder / "gradient-check.png"))
        window.session.checking.plant(None)
    window.workbench.docks["gradient_check"].close()


def picture_prediction(window: MainWindow, folder: Path) -> None:
    """Answer a question about an error signal, and forget the slope."""
    train_xor(window, 250)
    window.workbench.show_dock("predict")
    panel = window.panels["predict"].panel
    if isinstance(panel, PredictPanel):
        session = window.session
        panel.ask_about(Quantity.of_unit("delta", 1, 1, session.pattern))
        a = float(session.forward.a[1][0, 1])
        panel.answer.setText(f"{float(session.backward.delta[1][0, 1]) / (a * (1 - a)):.6f}")
        panel.answer_button.click()
        wait(600)
        window.grab().save(str(folder / "predict.png"))
    window.workbench.docks["predict"].close()


def picture_docks(window: MainWindow, folder: Path) -> None:
    """Show the panels about a weight, each by itself."""
    train_xor(window, 250)
    for name, file in (("update_split", "update-split"), ("what_if", "what-if")):
        grab_dock(window, name, folder / f"{file}.png")
    window.session.load_problem("xor")
    window.session.add_layer(2, 2, "sigmoid")
    for _ in range(40):
        window.runner.step("sweep")
    select_weight(window, 1, 1, 0, 0)
    window.session.present(2)
    grab_dock(window, "blame", folder / "blame-trail.png")


def write_flowers(path: Path) -> None:
    """Write a table that has something to be warned of: gaps, a copy, a constant, row numbers."""
    rng = np.random.default_rng(1986)
    species = rng.choice(["setosa", "versicolor", "virginica"], 150, p=[0.2, 0.65, 0.15])
    lines = ["id;sepal length;colour;petal width;garden;species"]
    for number, name in enumerate(species, start=1):
        length, width = rng.normal(5.0, 0.8), rng.normal(len(name) / 4, 0.3)
        gap = "" if number % 17 == 0 else f"{width:.2f}"
        colour = rng.choice(["red", "blue", "white"])
        lines.append(f"{number};{length:.2f};{colour};{gap};Kew;{name}".replace(".", ","))
    lines.append(lines[40])
    path.write_text("\n".join([*lines, "not;a row"]) + "\n", encoding="utf-8")


def picture_files(window: MainWindow, folder: Path) -> None:
    """Look at a table before it is opened, and at weights before they are exported."""
    table = Path(os.environ["XDG_DATA_HOME"], "flowers.csv")
    write_flowers(table)
    window.open_file(table)
    grab_sheet(window, folder / "import-sheet.png")
    window.session.load_problem("iris")
    window.actions_by_key["export"].trigger()
    grab_sheet(window, folder / "export-sheet.png")


def grab_sheet(window: MainWindow, path: Path) -> None:
    """Take the picture of the sheet that is open, and close it."""
    wait(2500)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.grab().save(str(path))
            dialog.reject()
    wait(200)


def grab_dock(window: MainWindow, name: str, path: Path) -> None:
    """Open a panel, take its picture, and close it."""
    dock = window.workbench.docks[name]
    window.workbench.show_dock(name)
    wait(1500)
    dock.grab().save(str(path))
    dock.close()


PICTURES = (picture_walk, picture_check, picture_prediction, picture_docks, picture_files)


def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    prepare_application(application, "light")
    with dressed_later(application):
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
    for picture in PICTURES:
        picture(window, folder)
    window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
