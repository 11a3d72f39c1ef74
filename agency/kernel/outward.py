"""Asking servers whose address somebody else gave us: by https, and never into our own network.

What counts is where the connection really leads, so a name that points inwards is of no use to anybody.
"""

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class NotOutside(OSError):
    """This address leads into our own network, or is not asked by https; its askers see a ConnectionError."""


class _Https(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _outside(super()._new_conn())


class _Http(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _on_this_machine(super()._new_conn())


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _Outward(HTTPAdapter):
    """Looks at the other end before anything is said to it."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


class _Closed(HTTPAdapter):
    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        raise requests.ConnectionError(NotOutside("It would lead into our own network."))


def session(*, loopback: bool = False) -> requests.Session:
    """Asks by https, outside only; `loopback` lets it ask this machine by http, for tests.

    What leads elsewhere ends in requests.ConnectionError.
    """
    made = requests.Session()
    made.trust_env = False  # a proxy would stand at the other end of every connection
    made.mount("https://", _Outward())
    made.mount("http://", _Outward() if loopback else _Closed())
    return made


def is_outside(address: str, *, loopback: bool = False) -> bool:
    """Whether an address may be kept at all: https, no login in it, no bare number of our own network."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme == "http":
        return loopback and host == "127.0.0.1"
    if parts.scheme != "https" or not host or parts.username is not None:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".internal", ".localhost"))


def _outside(found: socket.socket) -> socket.socket:
    return _kept_if(found, _peer(found).is_global)


def _on_this_machine(found: socket.socket) -> socket.socket:
    return _kept_if(found, _peer(found).is_loopback)


def _peer(found: socket.socket) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    address = ipaddress.ip_address(found.getpeername()[0].partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _kept_if(found: socket.socket, fits: bool) -> socket.socket:
    if fits:
        return found
    found.close()
    raise NotOutside("The address leads into our own network.")
