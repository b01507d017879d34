"""A training as the window sees it: the child process, its progress and its curves."""
