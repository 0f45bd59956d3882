"""`python -m lowcode` is the program `lowcode`."""

from lowcode.cli.main import main

main()
