"""The staff's desk: the shell around every page, home, settings, the house's own mailbox."""
