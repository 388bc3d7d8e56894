"""The anonymous thread: a summary left for an adviser without a name, and the way back to it with a receipt."""
