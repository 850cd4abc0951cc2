"""What to say when a training diverged."""

from bpgui.core.settings import TrainingSettings


def divergence_sentence(sweep: int, settings: TrainingSettings) -> str:
    """Say that a run diverged, and what to try."""
    eta, alpha = settings.rates_at(sweep)
    tries = [f"a smaller learning rate than {eta:g}"]
    if alpha > 0:
        tries.append(f"less momentum than {alpha:g}")
    if settings.reduction == "sum" and settings.update != "pattern":
        tries.append("the mean over patterns instead of their sum")
    tries.append("inputs scaled to 0–1")
    advice = ", ".join(tries[:-1]) + f" or {tries[-1]}"
    return (
        f"Training diverged in sweep {sweep + 1:,}: the numbers grew beyond all bounds. The last "
        f"finite weights are back. Try {advice}."
    )
