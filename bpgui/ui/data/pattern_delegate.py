"""How the cells of the pattern table are drawn and edited."""

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QComboBox, QStyleOptionViewItem, QWidget
from typing_extensions import override

from bpgui.ui.data.columns import Kind
from bpgui.ui.data.pattern_model import PatternModel
from bpgui.ui.data.thumbnail import pixel_range, thumbnail
from bpgui.ui.guarding import guarded
from bpgui.ui.number_delegate import AnyIndex, NumberDelegate
from bpgui.ui.theme import appearance

_HEADER_INSET = 3
"""How much further in a header writes than a cell; cells are moved in to stand below it."""
_KEPT_PICTURES = 500


class PatternDelegate(NumberDelegate):
    """Draws pictures of patterns; edits numbers in a field and classes in a list."""

    def __init__(self, model: PatternModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._pictures: dict[int, QImage] = {}
        self._ends: tuple[float, float] | None = None
        model.modelReset.connect(self.forget_pictures)
        model.dataChanged.connect(self._on_model_data_changed)
        appearance.changed.connect(self.forget_pictures)

    def forget_pictures(self) -> None:
        """Draw all pictures afresh."""
        self._pictures.clear()
        self._ends = None

    def _on_model_data_changed(
        self, first: QModelIndex, last: QModelIndex, roles: list[int]
    ) -> None:
        if roles:  # only the highlight moved
            return
        kinds = [column.kind for column in self._model.columns[first.column() : last.column() + 1]]
        if Kind.INPUT in kinds:
            self.forget_pictures()

    def _picture(self, row: int) -> QImage | None:
        data, pattern = self._model.dataset, self._model.pattern_at(row)
        if data.image_shape is None:
            return None
        if pattern not in self._pictures:
            if len(self._pictures) >= _KEPT_PICTURES:
                self._pictures.clear()
            self._ends = self._ends or pixel_range(data)
            self._pictures[pattern] = thumbnail(
                data.patterns.row(pattern), data.image_shape, self._ends, appearance.theme
            )
        return self._pictures[pattern]

    def _commit_class(self, editor: QComboBox) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor)

    @override
    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        cell: QRect = option.rect
        background = index.data(Qt.ItemDataRole.BackgroundRole)
        if background is not None:
            painter.fillRect(cell, background)
        inner = QStyleOptionViewItem(option)
        inner.rect = cell.adjusted(_HEADER_INSET, 0, -_HEADER_INSET, 0)
        super().paint(painter, inner, index)
        painter.setPen(appearance.theme.border)
        painter.drawLine(cell.bottomLeft(), cell.bottomRight())
        if self._model.columns[index.column()].kind is not Kind.PICTURE:
            return
        picture = self._picture(index.row())
        if picture is not None:
            size = picture.size().scaled(
                cell.size() - QSize(4, 4), Qt.AspectRatioMode.KeepAspectRatio
            )
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(cell.center())
            painter.drawImage(place, picture)

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        if self._model.columns[index.column()].kind is not Kind.TARGET_CLASS:
            return super().createEditor(parent, option, index)
        editor = QComboBox(parent)
        editor.addItems(list(self._model.dataset.classes or self._model.dataset.target_names))
        editor.setCurrentText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.activated.connect(lambda: self._commit_class(editor))
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        if not isinstance(editor, QComboBox):
            super().setEditorData(editor, index)

    @override
    def setModelData(self, editor: QWidget, model: object, index: AnyIndex) -> None:
        if isinstance(editor, QComboBox):
            self._model.setData(index, editor.currentText())
        else:
            super().setModelData(editor, self._model, index)
