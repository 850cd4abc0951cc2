"""What is wrong with a weights file, or with writing one."""


class WeightsError(ValueError):
    """Weights cannot be written or read; `str()` of it is a sentence for the user."""
