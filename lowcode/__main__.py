"""`python -m lowcode` is the program `lowcode`."""

from lowcode.cli import main

main()
