"""Moving through the history: the slider, playing it back, and its pictures as an animation."""
