"""Sorting: what a message that came in is, and why; `judging.judge` asks, the other files know the answers."""
