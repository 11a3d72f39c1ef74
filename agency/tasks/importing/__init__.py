"""Boards that were kept elsewhere: an export of Trello or Asana is read piece by piece into rows, shown, and only then
brought onto a board; each row once, however often its file is given, and all of them back again when it fails.
"""
