"""The window, the command line, and what they share."""
