"""Business moments that cross capabilities, one file each. A flow holds the order of things, no rules."""
