"""Taking explanations along: as text, as LaTeX, as a picture; and how many digits they show."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from bpgui.ui.details.explanation import Explanation
from bpgui.ui.mathematics.digits import FEWEST, MOST, USUAL, digits
from bpgui.ui.mathematics.latex import escaped, latex_lines

FORMATS = ("text", "LaTeX")
_KEYS = {"text": "Ctrl+C", "LaTeX": "Ctrl+Shift+C"}


def as_text(explanations: Iterable[Explanation]) -> str:
    """Return explanations as plain text: caption, lines and note, an empty line between two."""
    return "\n\n".join(
        "\n".join(filter(None, (_heading(each), each.text, each.note))) for each in explanations
    )


def as_latex(explanations: Iterable[Explanation]) -> str:
    """Return explanations as LaTeX for a document that uses amsmath."""
    return "\n\n".join(
        "\n".join(
            filter(
                None,
                (
                    escaped(_heading(each)),
                    latex_lines(each.lines) if each.lines else "",
                    escaped(each.note),
                ),
            )
        )
        for each in explanations
    )


def copy(explanations: Iterable[Explanation], form: str) -> None:
    """Put explanations into the clipboard as "text" or "LaTeX"."""
    text = as_text(explanations) if form == "text" else as_latex(explanations)
    QGuiApplication.clipboard().setText(text)


def add_copy_actions(
    section: QWidget,
    explanations: Callable[[], Iterable[Explanation]],
    picture: Callable[[], QPixmap],
) -> list[QAction]:
    """Give a section the actions that copy what it shows, with keys for where it has the focus."""
    actions = []
    for form in FORMATS:
        act = partial(_copy_shown, explanations, form)
        action = _action(section, f"Copy as {form}", act)
        action.setShortcut(QKeySequence(_KEYS[form]))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        section.addAction(action)
        actions.append(action)
    actions.append(_action(section, "Copy as picture", partial(_copy_picture, picture)))
    return actions


def page_menu(
    parent: QWidget, copy_page: Callable[[str], None], actions: Sequence[QAction] = ()
) -> QMenu:
    """Return a context menu: a section's own actions, the page's, digits; it goes when closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addActions(list(actions))
    if actions:
        menu.addSeparator()
    for form in FORMATS:
        menu.addAction(_action(menu, f"Copy all of this page as {form}", partial(copy_page, form)))
    menu.addSeparator()
    fill_digits(menu.addMenu("Digits"))
    return menu


def fill_digits(menu: QMenu) -> None:
    """List how many significant digits the explanations may show, the present number checked."""
    menu.clear()
    group = QActionGroup(menu)
    for count in range(FEWEST, MOST + 1):
        text = f"{count} (as usual)" if count == USUAL else f"{count}"
        text += " (all there are)" if count == MOST else ""
        action = _action(menu, text, partial(digits.choose, count))
        action.setCheckable(True)
        action.setChecked(count == digits.count)
        action.setStatusTip(f"Show numbers in formulas with {count} significant digits")
        group.addAction(action)
        menu.addAction(action)


def _action(parent: QWidget, text: str, act: Callable[[], None]) -> QAction:
    action = QAction(text, parent)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _heading(explanation: Explanation) -> str:
    about = f" ({explanation.about})" if explanation.about else ""
    return f"{explanation.caption}{about}"


def _copy_shown(explanations: Callable[[], Iterable[Explanation]], form: str) -> None:
    copy(explanations(), form)


def _copy_picture(picture: Callable[[], QPixmap]) -> None:
    found = picture()
    if found.height():
        QGuiApplication.clipboard().setPixmap(found)
