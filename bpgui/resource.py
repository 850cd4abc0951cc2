"""The files bpgui ships beside its code: icons, themes, sample data, equations.

They live in the top-level ``resources/`` folder of the source tree. A wheel carries that folder as
``bpgui/resources/``; an editable install leaves it where it is. `resource` finds either.
"""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


class ResourceMissingError(FileNotFoundError):
    """A file that belongs to bpgui itself is not there."""


def resource(*parts: str) -> Path:
    """Return the path of a file or folder that ships with bpgui.

    Parameters
    ----------
    *parts
        The path below ``resources/``, one part at a time: ``resource("data", "iris.csv")``.
        Without parts, the folder itself.

    Returns
    -------
    Path
        An absolute path that exists.

    Raises
    ------
    ResourceMissingError
        If neither the installed package nor the source tree has it.
    """
    roots = _resource_folders(_PACKAGE)
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    looked_in = " and ".join(str(root) for root in roots)
    raise ResourceMissingError(
        f"bpgui's own file {'/'.join(parts) or 'resources'} is missing (looked in {looked_in}); "
        "installing bpgui again puts it back."
    )


def _resource_folders(package: Path) -> list[Path]:
    """List where resources may be for the package in this folder, the first choice first."""
    folders = [package / "resources"]
    source_tree = package.parent
    # Beside an installed package stands site-packages, whose "resources" would be somebody else's.
    if (source_tree / "pyproject.toml").is_file():
        folders.append(source_tree / "resources")
    return folders
