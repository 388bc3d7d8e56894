"""What can be wrong with the knowledge or with a situation, said so that it can be mended."""


class KnowledgeError(Exception):
    """A knowledge file is wrong: `file` (relative to the knowledge folder), `key` in it, and the `remedy`."""

    def __init__(self, file: str, key: str, remedy: str) -> None:
        self.file, self.key, self.remedy = file, key, remedy
        super().__init__(f"{file}: {key}: {remedy}")


class SituationError(ValueError):
    """A fact is unknown or bears a value that it cannot have: `key` is the fact, `remedy` says what to write.

    The offending value is never part of the message, because it may be a citizen's words.
    """

    def __init__(self, key: str, remedy: str) -> None:
        self.key, self.remedy = key, remedy
        super().__init__(f"{key}: {remedy}")
