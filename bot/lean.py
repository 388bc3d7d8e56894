"""Serving without TensorFlow: 350 MB and some seconds of start that only DIET and TED would need.

One module of Rasa brings it in, `rasa.utils.train_utils`: every extractor and policy imports it, and none of ours calls
it. It is given an empty place; whoever asks it for anything, training another pipeline for instance, gets the real one.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

LATER = "rasa.utils.train_utils"


class _Later(ModuleType):
    """Becomes the real module with the first attribute that it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system looks for such; they are no use of the module
            raise AttributeError(name)
        return getattr(_real(), name)


class _Postponed(MetaPathFinder, Loader):
    """Finds the one module, and loads an empty place for it."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:
        return ModuleSpec(fullname, self) if fullname == LATER else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Later(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run yet."""


def postpone_tensorflow() -> None:
    """For imports from now on; without effect where the module is there already, as under `rasa train`."""
    if not any(isinstance(finder, _Postponed) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Postponed())


def _real() -> ModuleType:
    """The module itself, loaded once and put in the place of the empty one."""
    present = sys.modules[LATER]
    if not isinstance(present, _Later):
        return present
    parent = importlib.import_module(LATER.rpartition(".")[0])
    spec = PathFinder.find_spec(LATER, parent.__path__)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(LATER)
    module = importlib.util.module_from_spec(spec)
    sys.modules[LATER] = module
    spec.loader.exec_module(module)
    setattr(parent, LATER.rpartition(".")[2], module)
    return module
