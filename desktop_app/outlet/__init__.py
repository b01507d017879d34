"""Readings for other programs, as they come: lines of text, into a file, onto the clipboard."""
