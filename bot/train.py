"""Trains the model when one of its inputs changed: `python -m bot.train`, or `train_if_needed` from a program.

A model's name bears the fingerprint of its inputs, so that a look at the folder tells whether there is anything to do.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from bot.components.fingerprint import digest_of, understanding

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
KEPT = 2  # the newest and the one before it, which a running service may still be reading
_NAME = "vejviser-{}.tar.gz"


class TrainingFailed(Exception):
    """Rasa made no model; what it found wrong stands in its own output."""


def fingerprint(root: Path = ROOT) -> str:
    """16 hex digits over config, domain, training data, lexicon, components, language model and versions."""
    files = [root / "config.yml", root / "domain.yml", *_training_files(root)]
    return hashlib.sha256(f"{digest_of(files, root)} {understanding()}".encode()).hexdigest()[:16]


def train_if_needed(
    root: Path = ROOT, models: Path = MODELS, progress: Callable[[str], None] = lambda line: None
) -> Path:
    """The model for the inputs as they are now, trained if there is none yet. TrainingFailed where Rasa makes none.

    `progress` gets one English line a step. The model appears in `models` whole or not at all.
    """
    model = models / _NAME.format(fingerprint(root))
    if model.exists():
        os.utime(model)  # Rasa takes the newest model of a folder
        progress(f"The model is up to date: {model.name}")
        return model
    models.mkdir(parents=True, exist_ok=True)
    progress("The model's inputs changed: training, a minute or two")
    with tempfile.TemporaryDirectory(dir=models, prefix=".training-") as folder:
        os.replace(_train(root, Path(folder), progress), model)
    _forget_old(models)
    progress(f"Trained: {model.name}")
    return model


def _train(root: Path, folder: Path, progress: Callable[[str], None]) -> Path:
    """One training with Rasa, its cache off: the fingerprint has said already that something changed."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")
    from rasa.model_training import train

    said = io.StringIO()  # progress bars and warnings about Rasa's own dependencies: shown only where it fails
    with _steps_told(progress), contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = train(
            str(root / "domain.yml"),
            str(root / "config.yml"),
            str(root / "bot" / "data"),
            str(folder),
            force_training=True,
        )
    if not result.model:
        raise TrainingFailed(f"Rasa made no model:\n{said.getvalue()[-2000:]}")
    return Path(result.model)


@contextlib.contextmanager
def _steps_told(progress: Callable[[str], None]) -> Iterator[None]:
    """Hands on what Rasa logs when it begins with a component and when it is done with it."""
    steps = logging.getLogger("rasa.engine.training.hooks")
    teller, level = _Teller(progress), steps.level
    steps.addHandler(teller)
    steps.setLevel(logging.INFO)
    try:
        yield
    finally:
        steps.setLevel(level)
        steps.removeHandler(teller)


class _Teller(logging.Handler):
    def __init__(self, progress: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._progress, self._out, self._err = progress, sys.stdout, sys.stderr

    def emit(self, record: logging.LogRecord) -> None:
        """To where the program wrote before Rasa's own output was caught."""
        with contextlib.redirect_stdout(self._out), contextlib.redirect_stderr(self._err):
            self._progress(f"  {record.getMessage()}")


def _training_files(root: Path) -> Iterable[Path]:
    return (path for path in (root / "bot" / "data").rglob("*") if path.suffix in {".yml", ".yaml"})


def _forget_old(models: Path) -> None:
    """Removes our own models but the newest two."""
    ours = sorted(models.glob(_NAME.format("*")), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in ours[KEPT:]:
        path.unlink(missing_ok=True)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        train_if_needed(progress=_say)
    except TrainingFailed as error:
        _say(str(error))
        sys.exit(1)
