"""What every command of the nursery begins with: the house as it is loaded, which nobody looks through for garbage."""

import gc

from agency import cli

__all__ = ["cli"]

gc.collect()
gc.freeze()
