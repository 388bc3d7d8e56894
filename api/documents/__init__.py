"""Documents to take along: lines that a page and a PDF lay out alike."""
