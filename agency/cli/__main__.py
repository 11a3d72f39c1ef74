"""`python -m agency.cli`."""

from agency.cli import main

main()
