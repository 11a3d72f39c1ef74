"""Libraries that take long to load, and that most processes never need, are loaded when first asked for something.

`weasyprint = Lazily("weasyprint")` reads like the import that it stands for. It is for libraries and for the kernel's
own wrapper of one, never a way around who may import whom: tests/guards/test_code.py looks at every use.
"""

from importlib import import_module
from typing import Any


class Lazily:
    """Stands for a module, and hands out what is in it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
