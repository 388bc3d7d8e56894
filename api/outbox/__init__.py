"""What must reach the staff, wherever they are: that a case waits, and nothing of it."""
