"""A worksheet as a page of HTML that prints well: questions, room for answers, an answer key.

What is written here knows nothing of networks: it gets texts, which it escapes, and pieces of
HTML (formulas as MathML, a picture as SVG) from whoever made them.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from bpgui.formats.weights_description import encoded
from bpgui.formats.whole_file import describe_failure, write_whole
from bpgui.formats.worksheet_style import STYLE


class WorksheetError(ValueError):
    """The worksheet cannot be written; `str()` of it is a sentence for the user."""


@dataclass(frozen=True)
class Table:
    """A table of texts: what it shows, the names of its columns, its rows."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Task:
    """A question.

    Attributes
    ----------
    text
        The question.
    rule
        The formula that answers it, as HTML; empty if it is not to be printed.
    given
        Numbers it needs that stand nowhere else on the sheet: names and values.
    answer
        What the answer begins with, as HTML.
    lines
        How many lines are left free to work on.
    key
        The whole working, as HTML.
    """

    text: str
    rule: str
    given: Sequence[tuple[str, str]]
    answer: str
    lines: int
    key: str


@dataclass(frozen=True)
class Part:
    """Questions that belong to one phase of an update."""

    title: str
    tasks: Sequence[Task]


@dataclass(frozen=True)
class Worksheet:
    """Everything that is printed.

    Attributes
    ----------
    title, note
        The heading, and a line in small print at its end.
    facts
        Names and, as HTML, what they say: the pattern, the loss, the rates.
    picture
        An SVG element, or nothing.
    tables
        The weights.
    remarks
        Sentences for whoever fills it in.
    parts
        The questions, numbered through.
    """

    title: str
    note: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    picture: str = ""
    tables: Sequence[Table] = field(default=())
    remarks: Sequence[str] = field(default=())


KEYS = ("page", "file", "none")


def write_worksheet(sheet: Worksheet, path: str | os.PathLike[str], key: str) -> list[Path]:
    """Write a worksheet, and return the files written.

    Parameters
    ----------
    sheet
        What is printed.
    path
        The file to write, whole or not at all.
    key
        Where the answers go: "page" (pages of their own at the end), "file" (a file of its own
        beside it, its name ending in "-key"), or "none".

    Raises
    ------
    WorksheetError
        If a file cannot be written.
    """
    target = Path(path)
    files = {target: worksheet_html(sheet, questions=True, key=key == "page")}
    if key == "file":
        beside = target.with_name(f"{target.stem}-key{target.suffix}")
        files[beside] = worksheet_html(sheet, questions=False, key=True)
    for each, text in files.items():
        try:
            write_whole(each, encoded(text))
        except OSError as error:
            raise WorksheetError(describe_failure(each, error)) from error
    return list(files)


def worksheet_html(sheet: Worksheet, *, questions: bool, key: bool) -> str:
    """Return the page: the questions, the answers, or both, the answers on pages of their own."""
    body = "\n".join([*(_questions(sheet) if questions else ()), *(_key(sheet) if key else ())])
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(sheet.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _questions(sheet: Worksheet) -> Iterable[str]:
    yield '<section class="sheet">'
    yield f"<header><h1>{escape(sheet.title)}</h1>"
    yield '<p class="who"><span>Name</span><span>Date</span></p></header>'
    yield '<div class="given">'
    yield _facts(sheet)
    if sheet.picture:
        yield f'<figure class="picture">{sheet.picture}</figure>'
    yield from (_table(table) for table in sheet.tables)
    yield "</div>"
    yield from (f'<p class="remark">{escape(remark)}</p>' for remark in sheet.remarks)
    number = 1
    for part in sheet.parts:
        tasks = [_task(number + place, task) for place, task in enumerate(part.tasks)]
        number += len(part.tasks)
        # A heading stays with the first question below it.
        first = tasks[0] if tasks else ""
        yield f'<div class="start"><h2>{escape(part.title)}</h2>{first}</div>'
        yield from tasks[1:]
    yield f"<footer>{escape(sheet.note)}</footer></section>"


def _facts(sheet: Worksheet) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{html}</dd>" for name, html in sheet.facts)
    return f'<dl class="facts">{rows}</dl>'


def _table(table: Table) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in table.header)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<{'td' if place else 'th'}>{escape(cell)}</{'td' if place else 'th'}>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _task(number: int, task: Task) -> str:
    given = ""
    if task.given:
        numbers = "; ".join(f"{escape(name)} = {escape(value)}" for name, value in task.given)
        given = f'<p class="with">Given: {numbers}.</p>'
    rule = f'<p class="rule">{task.rule}</p>' if task.rule else ""
    free = '<div class="line"></div>' * task.lines
    answer = f'<p class="answer"><span>{task.answer}</span><span class="blank"></span></p>'
    return (
        f'<article class="task" id="q{number}"><p class="text"><b>{number}.</b> '
        f"{escape(task.text)}</p>{given}{rule}{free}{answer}</article>"
    )


def _key(sheet: Worksheet) -> Iterable[str]:
    yield '<section class="key">'
    yield f"<h1>Answers · {escape(sheet.title)}</h1>"
    number = 1
    for part in sheet.parts:
        answers = []
        for task in part.tasks:
            answers.append(
                f'<article class="task" id="a{number}"><p class="text"><b>{number}.</b> '
                f"{escape(task.text)}</p>{task.key}</article>"
            )
            number += 1
        first = answers[0] if answers else ""
        yield f'<div class="start"><h2>{escape(part.title)}</h2>{first}</div>'
        yield from answers[1:]
    yield f"<footer>{escape(sheet.note)}</footer></section>"
