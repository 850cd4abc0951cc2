"""The corpus of broken files: each is refused at once, with the sentence that fits it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.formats.outcome import PATIENCE, assert_sentence
from tests.formats.read_broken import broken

FOLDER = Path(__file__).parent / "broken"
SENTENCES: dict[str, str] = json.loads((FOLDER / "sentences.json").read_text(encoding="utf-8"))
READ = "read: "
"""What begins the entry of a file that can be used for the most part."""


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, Any]]:
    """What a process with little memory says of each."""
    script = Path(__file__).with_name("read_broken.py")
    process = subprocess.run(
        [sys.executable, script, FOLDER], capture_output=True, text=True, check=False, timeout=120
    )
    assert process.returncode == 0, process.stderr
    lines = [json.loads(line) for line in process.stdout.splitlines()]
    return {line["name"]: line for line in lines}


def test_that_every_broken_file_has_its_sentence() -> None:
    assert [path.relative_to(FOLDER).as_posix() for path in broken(FOLDER)] == sorted(SENTENCES)


@pytest.mark.parametrize("name", SENTENCES)
def test_that_a_broken_file_is_refused_at_once(
    answers: dict[str, dict[str, Any]], name: str
) -> None:
    answer, expected = answers[name], SENTENCES[name]
    assert answer["read"] == expected.startswith(READ), answer
    assert expected.removeprefix(READ) in answer["sentence"], answer["sentence"]
    if answer["sentence"] or not answer["read"]:
        assert_sentence(answer["sentence"])
    assert answer["seconds"] < PATIENCE
