"""Draws every page and state of the window as pictures, to look through."""
