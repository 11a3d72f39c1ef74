"""Them: the organisations that we work for, and the people there."""
