"""The chat page: forms that work without a script, and a script on top."""
