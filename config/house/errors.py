class SetupError(Exception):
    """Something that only the person at the keyboard can put right.

    The message is one line: what is wrong, then the cure.
    """


class Interrupted(Exception):
    """Ctrl-C, SIGTERM or a closed terminal asked us to stop."""
