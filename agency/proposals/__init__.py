"""Estimates with named people, the branded proposal made of them, and the client's acceptance."""
