"""The pages of the details, one of them at a time, in an area that scrolls."""

from functools import cached_property
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from bpgui.session.quantity import SUMS, Quantity
from bpgui.session.selection import LayerSelection, ParameterSelection, UnitSelection
from bpgui.session.session import Session
from bpgui.ui.details.glide import Glide
from bpgui.ui.details.layer_page import LayerPage
from bpgui.ui.details.network_page import NetworkPage
from bpgui.ui.details.page import Page
from bpgui.ui.details.parameter_page import ParameterPage
from bpgui.ui.details.rate_page import RatePage
from bpgui.ui.details.section import Section
from bpgui.ui.details.terms_page import TermsPage
from bpgui.ui.details.unit_page import UnitPage
from bpgui.ui.focus import keep_focus_when_clicked
from bpgui.ui.panel import Panel

_PageKind = TypeVar("_PageKind", bound=Page)


class PagePanel(Panel):
    """Has a page for each kind of selection, and for numbers that belong to none.

    Attributes
    ----------
    topic : Quantity or None
        What is explained in place of the selection: a rate, or all terms of a sum.

    Signals
    -------
    followed : Signal of Quantity
        A number in a formula was clicked.
    control_asked : Signal of str
        Show the control of a setting: "learning_rate", "momentum", "decay" or "schedule".
    """

    followed = Signal(object)
    control_asked = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("Details", parent=parent)
        self._session = session
        self.topic: Quantity | None = None
        content = QWidget()
        self._pages = QVBoxLayout(content)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._made: list[Page] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        self._glide = Glide(self._scroll)

    @property
    def page(self) -> Page:
        """The page that belongs to what is shown: the topic, or what is selected.

        That of the whole network where the patterns, with which all else is explained, are not
        here.
        """
        if self._session.dataset.absence:
            return self.network_page
        if self.topic is not None:
            return self.terms_page if self.topic.kind in SUMS else self.rate_page
        selection = self._session.selection
        if isinstance(selection, ParameterSelection):
            return self.parameter_page
        if isinstance(selection, UnitSelection):
            return self.unit_page
        return self.layer_page if isinstance(selection, LayerSelection) else self.network_page

    # Each page is made when it is first shown: the window starts with one of them.

    @cached_property
    def parameter_page(self) -> ParameterPage:
        """The page of a weight or bias."""
        return self._add(ParameterPage(self._session))

    @cached_property
    def unit_page(self) -> UnitPage:
        """The page of a unit."""
        return self._add(UnitPage(self._session))

    @cached_property
    def layer_page(self) -> LayerPage:
        """The page of a layer."""
        return self._add(LayerPage(self._session))

    @cached_property
    def network_page(self) -> NetworkPage:
        """The page of the whole network."""
        return self._add(NetworkPage(self._session))

    @cached_property
    def rate_page(self) -> RatePage:
        """The page of a rate."""
        page = self._add(RatePage(self._session))
        page.control_asked.connect(self.control_asked)
        return page

    @cached_property
    def terms_page(self) -> TermsPage:
        """The page of all terms of a sum."""
        return self._add(TermsPage(self._session))

    def _add(self, page: _PageKind) -> _PageKind:
        self._made.append(page)
        page.hide()
        keep_focus_when_clicked(page)
        page.followed.connect(self.followed)
        self._pages.addWidget(page)
        return page

    def _show_page(self) -> Page:
        """Show the page that belongs to what is shown, and no other."""
        page = self.page
        page.topic = self.topic
        for other in self._made:
            other.setVisible(other is page)
        return page

    def _scroll_to(self, section: Section) -> None:
        self._scroll.horizontalScrollBar().setValue(0)
        self._glide.to(section)
