"""The panel that checks a whole gradient, and lets a learner find a planted bug with it."""
