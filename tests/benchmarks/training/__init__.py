"""How long an update takes: bpgui beside what else trains a network.

`python -m tests.benchmarks.training` is the command; `work.py` says what is done, `works.py` holds
the works, and each contestant has a module of its own.
"""
