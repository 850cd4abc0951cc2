"""A desktop laboratory for back-propagation: edit weights, step, train and watch.

The package is layered; imports point one way only::

    core  <-  data  <-  formats  <-  session  <-  training  <-  ui  <-  app  <-  cli

``pyproject.toml`` holds the contract that checks this.
"""

__version__ = "0.1.0"
