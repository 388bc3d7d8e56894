"""Statistics without persons, for the staff: counts of closed months, with what is small held back."""
