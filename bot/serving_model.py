"""A trained model as it is served: what was only needed for training it is not loaded."""

from __future__ import annotations

import tempfile
from pathlib import Path

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


def load_serving_model(path: Path) -> tuple[str, ModelMetadata, GraphRunner]:
    """File name, metadata and runner of a model: a file, or the newest of a folder. ModelNotFound."""
    archive = path if path.is_file() else get_latest_model(path)
    if not archive:
        raise ModelNotFound(f"{path}: no model; run python -m bot train")
    with tempfile.TemporaryDirectory() as folder:
        metadata, runner = load_predict_graph_runner(Path(folder), Path(archive), ServingStorage, DaskGraphRunner)
    return Path(archive).name, metadata, runner
