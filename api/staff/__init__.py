"""The desk of the staff: accounts, sessions, the queue of threads, the triage form."""
