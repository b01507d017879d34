"""Finds, normalises, groups and tracks digits in pictures."""

from vision import opencv_setup as opencv_setup  # before anything imports cv2
