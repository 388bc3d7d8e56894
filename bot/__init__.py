"""The conversation: language model, dialogue, records and the runtime.

Logging is set up here, because Rasa logs what people write unless that is forbidden before it is imported, and every
module that imports Rasa is imported through this package.
"""

from bot.logging import configure

configure()
