"""The compiled kernel, which needs Numba (the extra `fast`); see `bpgui.core.compiled.readiness`.

Importing this package imports no Numba: that takes half a second.
"""
