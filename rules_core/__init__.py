"""The law as data, and its evaluation: what seems relevant for a situation, why, by when, from whom and at what
price.
"""

from rules_core.assess import Assessment, Finding, assess
from rules_core.catalogue import Knowledge
from rules_core.errors import KnowledgeError, SituationError
from rules_core.interview import next_question, open_questions
from rules_core.load import load_knowledge
from rules_core.situation import Situation

__all__ = [
    "Assessment", "Finding", "Knowledge", "KnowledgeError", "Situation", "SituationError",
    "assess", "load_knowledge", "next_question", "open_questions",
]  # fmt: skip
