"""The demo: the studio Kvarta with its cast, for a first look and for the tests alike."""
