"""Finds, normalises, groups and tracks digits in pictures."""
