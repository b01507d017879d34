"""What `digitlens` does from the command line, one module for each command.

The modules are imported at every start: they load anything heavy in `run` only.
"""


class CommandError(Exception):
    """A command cannot be carried out; the message is one sentence for the user."""
