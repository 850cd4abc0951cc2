"""Every action of the window: its words, its shortcut, its tip; what it does is given apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence


@dataclass(frozen=True)
class ActionSpec:
    """The face of an action.

    Attributes
    ----------
    key : str
        Its name in the program.
    text : str
        What the menu says.
    shortcuts : tuple of str
        Keys that trigger it; the menu shows the first.
    tip : str
        The tooltip and status tip: what it does, in a sentence.
    checkable : bool
        Whether it is on or off.
    """

    key: str
    text: str
    shortcuts: tuple[str, ...]
    tip: str
    checkable: bool = False


def _spec(key: str, text: str, shortcut: str, tip: str, *, checkable: bool = False) -> ActionSpec:
    return ActionSpec(key, text, tuple(shortcut.split(" | ")) if shortcut else (), tip, checkable)


SPECS = (
    # File
    _spec("new", "&New session", "Ctrl+Alt+N", "Begin again as at the first launch"),
    _spec("open", "&Open…", "Ctrl+O", "Open a session, a table of patterns, or a file of weights"),
    _spec("save", "&Save", "Ctrl+S", "Save the session: network, data, settings and history"),
    _spec("open_images", "Open &folder of images…", "Ctrl+Alt+O",
          "Open a folder of small pictures, with a folder in it for each class"),
    _spec("save_as", "Save &as…", "Ctrl+Shift+S", "Save the session in another file"),
    _spec("revert", "Re&vert", "F5", "Go back to the session as it was saved"),
    _spec("data_beside", "&Keep large data beside", "Ctrl+Alt+D", "Save the inputs of very many "
          "patterns once, beside the session, instead of in it each time", checkable=True),
    _spec("data_referenced", "Refer &to the data file", "Ctrl+Alt+F", "Save which file the data "
          "were read from, with its checksum, instead of the data", checkable=True),
    _spec("import", "&Import weights…", "Ctrl+I", "See what is in a weights file, and load it"),
    _spec("export", "&Export weights…", "Ctrl+E", "Write the weights for other programs to read"),
    _spec(
        "export_outputs",
        "Export o&utputs…",
        "Ctrl+Shift+E",
        "Write every pattern with its outputs, in original units, to a CSV file",
    ),
    _spec("export_animation", "Export an&imation…", "Ctrl+Shift+A", "Write the history of the run "
          "as an animated GIF or as PNG frames"),
    _spec("export_worksheet", "Export &worksheet…", "Ctrl+Alt+W", "Write questions about the "
          "network, to be printed and worked out by hand, with an answer key"),
    _spec("picture_network", "&Network…", "Ctrl+Shift+N", "Save the diagram as PNG or SVG"),
    _spec("picture_loss", "&Loss…", "Ctrl+Shift+L", "Save the loss plot as PNG or SVG"),
    _spec(
        "picture_weights",
        "&Weight changes…",
        "Ctrl+Shift+W",
        "Save the plot of weight changes as PNG or SVG",
    ),
    _spec("picture_output", "&Output…", "Ctrl+Shift+O", "Save the output plot as PNG or SVG"),
    _spec("quit", "&Quit", "Ctrl+Q", "Leave bpgui"),
    # Edit
    _spec("undo", "&Undo", "Ctrl+Z", "Take back the last change"),
    _spec("redo", "&Redo", "Ctrl+Shift+Z | Ctrl+Y", "Bring back the change last taken back"),
    _spec("paste", "&Paste data", "Ctrl+V", "Open the cells in the clipboard as a table"),
    _spec("edit_value", "Edit &value", "F2", "Type a value for the selected weight or bias"),
    _spec(
        "lock", "&Lock", "Ctrl+L", "Keep the selected weight or bias from training, or let it go"
    ),
    _spec("remove", "Re&move", "Ctrl+Del", "Remove the selected connection, unit or layer"),
    _spec("deselect", "Select &nothing", "Ctrl+D", "Select nothing in the network"),
    # Data
    _spec("next_pattern", "&Next pattern", "Ctrl+Down", "Present the next pattern to the network"),
    _spec("previous_pattern", "&Previous pattern", "Ctrl+Up", "Present the previous pattern"),
    # Network
    _spec("add_unit", "Add &unit", "Ctrl+U", "Add a unit to the selected, or last, hidden layer"),
    _spec("add_layer", "Add &layer", "Ctrl+Shift+U", "Insert a hidden layer before the output"),
    _spec("weight_table", "Weight &table", "Ctrl+T", "Show all weights of a layer in a table"),
    # Train
    _spec("run", "&Run", "Space", "Train until paused; press again to pause"),
    _spec("step", "&Step", "Right", "Make one step of the size chosen beside the button"),
    _spec("back", "&Back", "Left", "Go back by one step"),
    _spec("step_unit", "Step o&ne unit", "F7", "Find the next unit's z, activation, δ or "
          "gradients, inside the update"),
    _spec("back_unit", "Back one un&it", "Shift+F7", "Take the last unit's numbers back, through "
          "updates too"),
    _spec("step_phase", "Step one p&hase", "F8", "Find the next numbers of the update, layer by "
          "layer: z, a, loss, δ, gradient, change"),
    _spec("back_phase", "Ba&ck one phase", "Shift+F8", "Take the last phase back, through updates "
          "too"),
    _spec(
        "step_pattern", "Step one &pattern", "Ctrl+Right", "Look at the next pattern of the batch"
    ),
    _spec("step_update", "Step one &update", "Shift+Right", "Make one update of the weights"),
    _spec("step_sweep", "Step one s&weep", "Ctrl+Shift+Right", "Train to the end of the sweep"),
    _spec("back_sweep", "B&ack one sweep", "Ctrl+Shift+Left", "Go back to the start of the sweep"),
    _spec("play", "P&lay the history", "Ctrl+H", "Play the history from here to its end, or stop"),
    _spec("play_backwards", "Play bac&kwards", "Ctrl+Shift+H", "Play the history from here to its "
          "start, or stop"),
    _spec("slower", "S&lower", "Ctrl+-", "Make fewer updates a second"),
    _spec("faster", "&Faster", "Ctrl++ | Ctrl+=", "Make more updates a second"),
    _spec("reset", "R&eset", "Ctrl+R", "Back to sweep 0 with the same initial weights"),
    _spec("new_weights", "&New weights", "Ctrl+N", "Back to sweep 0 with weights of the next seed"),
    _spec("keep_run", "&Keep this run", "Ctrl+Alt+K", "Keep the run, so that its curve stays in "
          "the loss plot while another is tried"),
    _spec("runs", "Co&mpare runs", "Ctrl+Alt+R", "Show settings and outcome of the kept runs"),
    _spec(
        "training", "&Training settings", "Ctrl+,", "Show everything that can be set about training"
    ),
    # View
    _spec("explain_loss", "E&xplain the loss", "Ctrl+Alt+L",
          "Show how the loss of the presented pattern comes about"),
    _spec("equations", "E&quations", "Ctrl+Alt+E",
          "Show the equations of back-propagation, the one at work lit as the steps go"),
    _spec("explain_back", "&Back to the number before", "Backspace | Alt+Left",
          "Go back to where the number explained was followed from"),
    _spec("explain_forward", "For&ward to the number after",
          "Shift+Backspace | Alt+Right",
          "Go on again to the number that Back left"),
    _spec("what_if", "What &if", "Ctrl+Shift+F", "Show the loss over the selected weight, and over "
          "two of them"),
    _spec("update_split", "Update spl&it", "Ctrl+Alt+U", "Show what each update of the selected "
          "weight was made of: gradient, momentum and decay"),
    _spec("blame", "Bla&me trail", "Ctrl+Alt+B", "Show every path by which an error reaches the "
          "selected weight, with its product"),
    _spec("gradient_check", "&Gradient check", "Ctrl+Alt+G",
          "Compare every gradient with its central difference, and find planted bugs"),
    _spec("predict", "Pre&dict", "Ctrl+Alt+P", "Hide a number, work it out, and be told which "
          "factor is wrong"),
    _spec("zoom_in", "Zoom &in", "Alt++ | Alt+=", "Show the network larger"),
    _spec("zoom_out", "Zoom &out", "Alt+-", "Show the network smaller"),
    _spec("fit", "&Fit network", "Ctrl+0", "Show the whole network"),
    _spec("log_loss", "&Logarithmic loss", "Ctrl+G", "Draw the loss on a logarithmic scale",
          checkable=True),
    _spec("layer_changes", "Weight changes b&y layer", "Ctrl+Shift+G", "Plot how large the "
          "changes in each layer are, instead of every weight", checkable=True),
    _spec("dashed", "Negative weights &dashed", "Ctrl+Shift+D", "Draw negative weights dashed",
          checkable=True),
    _spec("reset_layout", "&Reset layout", "Ctrl+Shift+0", "Put every panel back in its place"),
    _spec("full_screen", "F&ull screen", "F11", "Use the whole screen", checkable=True),
    # Help
    _spec("shortcuts", "&Keyboard shortcuts", "F1", "List every action with its keys"),
    _spec("about", "&About bpgui", "Shift+F1", "Version, sources and licences"),
)  # fmt: skip


def create_actions(
    parent: QObject, handlers: Mapping[str, Callable[[], None]]
) -> dict[str, QAction]:
    """Make a `QAction` for every spec.

    Parameters
    ----------
    parent : QObject
        Owns the actions.
    handlers : mapping
        For each key, what it does.

    Raises
    ------
    KeyError
        When an action has nothing to do.
    """
    actions = {}
    for spec in SPECS:
        action = QAction(spec.text, parent)
        action.setObjectName(spec.key)
        action.setShortcuts([QKeySequence(keys) for keys in spec.shortcuts])
        keys = QKeySequence(spec.shortcuts[0]).toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{spec.tip} ({keys})")
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checkable)
        handler = handlers[spec.key]
        action.triggered.connect(lambda _checked, act=handler: act())
        actions[spec.key] = action
    return actions
