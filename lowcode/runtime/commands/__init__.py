"""The commands of a generated app, `python -m <app> …`, one module each; `command_line` reads the arguments."""
