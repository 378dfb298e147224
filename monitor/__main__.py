"""
The way in: `opd-monitor`, or `python -m monitor`.

Importing the program takes a moment, and Ctrl-C in that moment ends it without a word.
"""

import signal


def main() -> None:
    """Import the command line and run it."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    from monitor.cli import main as command_line

    signal.signal(signal.SIGINT, before)
    command_line()


if __name__ == "__main__":
    main()
