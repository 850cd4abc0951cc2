"""The README's code that reads a session with nothing but NumPy."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np

from bpgui.session.session_file import write_session
from tests.session.session_sample import sample_session

README = Path(__file__).parents[2] / "README.md"
USE = """
np.savez("read.npz", weights=weights, velocity=velocity, loss=arrays["samples-loss.npy"])
open("names.txt", "w", encoding="utf-8").write("\\n".join(layers[1]["unit_names"]))
import sys
assert not [name for name in sys.modules if name.startswith("bpgui")]
"""


def test_that_the_code_in_the_readme_reads_a_session(tmp_path: Path) -> None:
    readme = README.read_text(encoding="utf-8")
    found = re.findall(r"```python\n(import json, zipfile\n.*?)```", readme, re.DOTALL)
    assert len(found) == 1
    session = sample_session()
    write_session(session.saved(), tmp_path / "session.bpgui")
    subprocess.run([sys.executable, "-c", found[0] + USE], cwd=tmp_path, check=True)
    with np.load(tmp_path / "read.npz") as read:
        assert read["weights"].tobytes() == session.network.parameters.tobytes()
        assert read["velocity"].tobytes() == session.velocity.tobytes()
        assert set(session.history.loss) <= set(read["loss"])
    names = (tmp_path / "names.txt").read_text(encoding="utf-8").split("\n")
    assert tuple(names) == session.network.layers[1].unit_names
