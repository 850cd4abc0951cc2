"""The style sheet: how stock widgets take on the colours of a theme.

Widgets opt in to a variant by the dynamic property ``role``: "primary" (the one filled button),
"chip" (a small grey button), "icon" (a picture to click), "muted" (secondary text), "heading" (a
panel's title), "value" (a large live number), "error" (a sentence about bad input), "right"
and "wrong" (what is said to an answer), "good" and "bad" (the verdict of a check).
"""

_TEMPLATE = """
QMainWindow, QDialog {{ background: {window}; }}
QMainWindow::separator {{ background: {window}; width: 8px; height: 8px; }}
QMainWindow::separator:hover {{ background: {chip}; }}
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {border}; padding: 4px; }}
QMenuBar {{ background: {panel}; border-bottom: 1px solid {border}; padding: 1px 0; }}
QMenuBar::item {{ padding: 4px 8px; background: transparent; border-radius: {radius}px; }}
QMenuBar::item:selected {{ background: {chip}; }}
QMenu {{ background: {panel}; border: 1px solid {border}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 24px; border-radius: {radius}px; }}
QMenu::item:selected {{ background: {chip}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {border}; margin: 4px 8px; }}
QToolBar {{
    background: {panel}; border: none; border-bottom: 1px solid {border}; padding: 0; spacing: 0;
}}
QStatusBar {{ background: {panel}; border-top: 1px solid {border}; color: {muted}; }}
QStatusBar::item {{ border: none; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="heading"] {{ font-weight: 600; }}
QLabel[role="value"] {{ font-weight: 700; }}
QLabel[role="error"] {{ color: {bad}; }}
QLabel[role="right"] {{ color: {good}; font-weight: 600; }}
QLabel[role="wrong"] {{ color: {bad}; font-weight: 600; }}
QLabel[role="good"], QLabel[role="bad"] {{
    background: {chip}; color: {good}; border-radius: 9px; padding: 2px 7px;
}}
QLabel[role="bad"] {{ color: {bad}; }}
QPushButton, QToolButton {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: {radius}px;
    padding: 5px 10px; min-height: 1.25em;
}}
QPushButton:hover, QToolButton:hover {{ background: {chip}; }}
QPushButton:pressed, QToolButton:pressed, QToolButton:checked, QPushButton:checked {{
    background: {chip}; border-color: {muted};
}}
QPushButton:focus, QToolButton:focus {{ border-color: {accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {muted}; }}
QToolButton[popupMode="1"] {{ padding-right: 18px; }}
QToolButton::menu-button {{ border: none; width: 16px; }}
QPushButton[role="primary"], QToolButton[role="primary"] {{
    background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600;
}}
QPushButton[role="primary"]:disabled, QToolButton[role="primary"]:disabled {{
    background: {chip}; color: {muted}; border-color: {border};
}}
QPushButton[role="chip"], QToolButton[role="chip"] {{
    background: {chip}; border: none; padding: 3px 8px;
}}
QToolButton[role="icon"] {{
    background: transparent; border: none; padding: 2px; min-height: 0;
}}
QToolButton[role="icon"]:hover {{ background: {chip}; }}
QPushButton[role="phase"], QToolButton[role="phase"] {{
    background: {chip}; border: 1px solid {chip}; padding: 2px 2px;
}}
QPushButton[role="phase"][later="true"] {{ color: {muted}; }}
QPushButton[role="phase"]:checked, QToolButton[role="phase"]:checked {{
    background: {selection}; color: {on_selection}; border-color: {selection};
}}
QPushButton[role="phase"]:focus, QToolButton[role="phase"]:focus {{ border-color: {accent}; }}
QLineEdit, QAbstractSpinBox, QComboBox {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: {radius}px;
    padding: 4px 7px; min-height: 1.25em; selection-background-color: {accent};
    selection-color: {on_accent};
}}
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus {{ border-color: {accent}; }}
QLineEdit:disabled, QAbstractSpinBox:disabled, QComboBox:disabled {{ color: {muted}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0; min-height: 0; }}
QLineEdit[role="cell"] {{ border-radius: 0; padding: 0 5px; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QLineEdit[invalid="true"] {{ border-color: {bad}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox::drop-down {{ border: none; width: 18px; }}
QComboBox::down-arrow {{ image: url({arrow}); width: 10px; height: 10px; }}
QCheckBox::indicator {{
    width: 13px; height: 13px; background: {field}; border: 1px solid {muted}; border-radius: 3px;
}}
QCheckBox::indicator:checked {{
    background: {accent}; border-color: {accent}; image: url({check});
}}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {accent}; }}
QRadioButton::indicator {{
    width: 13px; height: 13px; background: {field}; border: 1px solid {muted}; border-radius: 7px;
}}
QRadioButton::indicator:checked {{
    background: qradialgradient(
        cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0 {on_accent}, stop: 0.38 {on_accent}, stop: 0.46 {accent}, stop: 1 {accent}
    );
    border-color: {accent};
}}
QRadioButton::indicator:disabled {{ background: {chip}; border-color: {border}; }}
QRadioButton:disabled, QCheckBox:disabled {{ color: {muted}; }}
QComboBox QAbstractItemView {{
    background: {panel}; border: 1px solid {border}; selection-background-color: {chip};
    selection-color: {text}; outline: none; padding: 2px;
}}
QPlainTextEdit {{
    background: {field}; color: {text}; border: 1px solid {border}; border-radius: {radius}px;
    padding: 4px; selection-background-color: {accent}; selection-color: {on_accent};
}}
QPlainTextEdit:focus {{ border-color: {accent}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
#caution {{
    background: {highlight}; color: {text}; border: none; border-radius: {radius}px;
    padding: 6px 9px;
}}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{
    background: transparent; color: {muted}; border: 1px solid transparent;
    border-radius: {radius}px; padding: 4px 10px; margin: 0 4px 4px 0;
}}
QTabBar::tab:hover {{ background: {chip}; }}
QTabBar::tab:selected {{ background: {panel}; color: {text}; border-color: {border}; }}
QTabBar::tab:focus {{ border-color: {accent}; }}
QTabBar::scroller {{ width: 44px; }}
QTabBar::tear {{ width: 0; border: none; }}
QTabBar QToolButton {{
    background: {window}; color: {text}; border: none; border-radius: 0; padding: 0; min-height: 0;
}}
QTabBar QToolButton:disabled {{ color: {border}; }}
QTabBar QToolButton:hover:enabled {{ background: {chip}; }}
QComboBox QAbstractItemView::item {{ min-height: 1.7em; padding: 0 5px; }}
QComboBox QAbstractItemView::item:selected {{ background: {chip}; color: {text}; }}
QTableView {{
    outline: none;
    background: {panel}; gridline-color: {border}; border: none;
    selection-background-color: {highlight}; selection-color: {text};
}}
QHeaderView {{ background: {panel}; }}
QHeaderView::section {{
    background: {panel}; color: {muted}; border: none; border-bottom: 1px solid {border};
    padding: 3px 6px;
}}
QDialog QTableView {{ border: 1px solid {border}; }}
QTableCornerButton::section {{ background: {panel}; border: none; }}
#programName {{ background: {panel}; padding: 3px 6px 3px 9px; }}
#panelHeader {{
    background: {panel}; border: 1px solid {border};
    border-top-left-radius: {radius}px; border-top-right-radius: {radius}px;
}}
#panelFrame {{
    background: {panel}; border: 1px solid {border}; border-top: none;
    border-bottom-left-radius: {radius}px; border-bottom-right-radius: {radius}px;
}}
#notice {{
    background: {panel}; border: 1px solid {border}; border-radius: {radius}px;
}}
#bubble {{
    background: {panel}; color: {text}; border: 1px solid {border}; border-radius: {radius}px;
    padding: 3px 7px;
}}
#playSpeed {{ color: {muted}; padding: 1px 6px; min-height: 0; }}
#playSpeed::menu-indicator {{ image: none; }}
#notice[kind="problem"] {{ border: 1px solid {bad}; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{
    background: {border}; border-radius: 3px; min-height: 24px; min-width: 24px; margin: 2px;
}}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: none; border: none; width: 0; height: 0;
}}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {border}; }}
QSlider::handle:horizontal {{
    background: {accent}; width: 12px; height: 12px; margin: -4px 0; border-radius: 6px;
}}
QSlider::handle:horizontal:disabled {{ background: {muted}; }}
QProgressBar {{
    background: {chip}; border: none; border-radius: {radius}px; text-align: center; color: {text};
}}
QProgressBar::chunk {{ background: {accent}; border-radius: {radius}px; }}
"""


def style_sheet(colours: dict[str, str], radius: int, arrow: str, check: str) -> str:
    """Return the application's style sheet.

    Parameters
    ----------
    colours
        Role name to ``#rrggbb``.
    radius
        Of the corners, in pixels.
    arrow, check
        The paths, with forward slashes, of the pictures of the arrow of a list of choices and of
        the mark in a check box.
    """
    return _TEMPLATE.format(radius=radius, arrow=arrow, check=check, **colours)
