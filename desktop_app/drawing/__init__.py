"""The drawing pad: digits written by hand in the window, read as they are written."""
