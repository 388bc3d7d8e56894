"""A trained model as it is served: what was only needed for training it is not loaded."""

from __future__ import annotations

import tempfile
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import rasa.shared.utils.io
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import MODEL_ARCHIVE_METADATA_FILE, LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ModelNotFound
from rasa.model import get_latest_model


class ServingStorage(LocalModelStorage):
    """Unpacks a model and forgets how it was trained: the classes of that graph import TensorFlow."""

    @staticmethod
    def _load_metadata(directory: Path) -> ModelMetadata:
        content = rasa.shared.utils.io.read_json_file(directory / MODEL_ARCHIVE_METADATA_FILE)
        return ModelMetadata.from_dict({**content, "train_schema": {"nodes": {}}})


class StraightRunner(DaskGraphRunner):
    """Runs the nodes one after the other. Dask plans them anew for each message: 0.8 ms of a text's 6."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """What each target gives; those of the schema where none is named."""
        wanted = tuple(targets or self._graph_schema.target_names)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._order(wanted):
            needs = self._graph_schema.nodes[name].needs.values()
            done[name] = self._instantiated_nodes[name](*(done[need] for need in needs))
        return {name: done[name][1] for name in wanted}

    def _order(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The nodes that lead to the targets, each after those that it needs."""
        orders: dict[tuple[str, ...], tuple[str, ...]] = self.__dict__.setdefault("_orders", {})
        if targets not in orders:
            nodes = self._graph_schema.minimal_graph_schema(list(targets)).nodes
            before = {name: set(node.needs.values()) & set(nodes) for name, node in nodes.items()}
            orders[targets] = tuple(TopologicalSorter(before).static_order())
        return orders[targets]


def load_serving_model(path: Path) -> tuple[str, ModelMetadata, GraphRunner]:
    """File name, metadata and runner of a model: a file, or the newest of a folder. ModelNotFound."""
    archive = path if path.is_file() else get_latest_model(path)
    if not archive:
        raise ModelNotFound(f"{path}: no model; run python -m bot train")
    with tempfile.TemporaryDirectory() as folder:
        metadata, runner = load_predict_graph_runner(Path(folder), Path(archive), ServingStorage, StraightRunner)
    return Path(archive).name, metadata, runner
