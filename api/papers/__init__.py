"""The result in words: cards for the page, and what can be taken along: a sheet, a calendar, a text."""
