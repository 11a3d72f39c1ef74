"""Briefs: the questions asked of everyone, asked once, by a form that needs no login and no cookie."""
