"""Leads: every inquiry in one place, answered in time, with all that was said about it."""
