"""A worksheet is one whole page of HTML: escaped, self-contained, its key where it is wanted."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typing_extensions import override

from bpgui.formats.worksheet import (
    Part,
    Table,
    Task,
    Worksheet,
    WorksheetError,
    worksheet_html,
    write_worksheet,
)

HOSTILE = '<script>alert("x")</script> & 数 "ü"'
_EMPTY = ("meta", "br")


class Balance(HTMLParser):
    """Checks that every element that begins ends, in the right order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in _EMPTY:
            self.open.append(tag)

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def sheet(name: str = "XOR") -> Worksheet:
    task = Task(f"What is z of {name}?", "<math></math>", (("w", "0.5"),), "z =", 2, "<p>= 4.2</p>")
    return Worksheet(
        f"By hand: {name}",
        f"note {name}",
        (("Pattern 1", "x = 1"),),
        (Part("Forward pass", (task, task)), Part(name, (task,))),
        "<svg></svg>",
        (Table(f"Weights into {name}", ("into", name), ((name, "0.5"),)),),
        (f"Remark {name}",),
    )


def body(text: str) -> str:
    return text[text.index("<body>") :]


def test_that_a_page_is_balanced_and_fetches_nothing() -> None:
    text = worksheet_html(sheet(HOSTILE), questions=True, key=True)
    balance = Balance()
    balance.feed(text)

    assert balance.open == []
    assert not re.search(r"(src|href)=|@import|url\(|https?:", text)
    assert "@page" in text
    assert "break-before: page" in text


def test_that_texts_are_escaped_wherever_they_stand() -> None:
    text = worksheet_html(sheet(HOSTILE), questions=True, key=True)

    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; 数") >= 10


def test_that_questions_are_numbered_through_and_answered_under_their_numbers() -> None:
    text = body(worksheet_html(sheet(), questions=True, key=True))

    assert re.findall(r'id="(q\d+)"', text) == ["q1", "q2", "q3"]
    assert re.findall(r'id="(a\d+)"', text) == ["a1", "a2", "a3"]
    assert text.count('<div class="line">') == 6
    assert text.count("Given: w = 0.5.") == 3


@pytest.mark.parametrize(
    ("key", "names", "answered"),
    [("page", ["xor.html"], [True]), ("none", ["xor.html"], [False]),
     ("file", ["xor.html", "xor-key.html"], [False, True])],
)  # fmt: skip
def test_that_the_key_goes_where_it_is_wanted(
    tmp_path: Path, key: str, names: list[str], answered: list[bool]
) -> None:
    files = write_worksheet(sheet(), tmp_path / "xor.html", key)

    assert [file.name for file in files] == names
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names)
    for file, has_key in zip(files, answered, strict=True):
        assert ("= 4.2" in file.read_text(encoding="utf-8")) == has_key
    assert "q1" in files[0].read_text(encoding="utf-8")


def test_that_a_failure_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(WorksheetError, match="there is no folder"):
        write_worksheet(sheet(), tmp_path / "missing" / "xor.html", "page")
    assert list(tmp_path.iterdir()) == []
