"""What the commands in ``script/`` share.

Each command starts in whatever Python 3.10 to 3.13 the machine has, with the
standard library alone; :mod:`lib.python_env` builds the virtual environment
and starts the command again inside it. Modules that need more than the
standard library are imported only there.
"""
