"""Video as it comes: capture, recognition, picture, overlay and readings."""
