"""The conversation: language model, dialogue, records and the runtime.

Two things are set up here, because they must be before Rasa is imported, and every module that imports Rasa is imported
through this package: that nothing people write is logged, and that TensorFlow stays out.
"""

from bot.lean import postpone_tensorflow
from bot.logging import configure

configure()
postpone_tensorflow()
