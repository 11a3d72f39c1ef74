"""The embedded Redis: found by whoever shares the data folder, and nothing lost when it is killed."""

import os
import signal
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from agency.kernel.house import redis_server
from tests.kernel.house.conftest import House
from tests.kernel.house.waiting import Asked, gone, until


def test_it_comes_back_with_its_data_after_kill_9(data: Path, start: House) -> None:
    start("a_house.py", data, "redis")
    asked = Asked(data)
    until(lambda: redis_server.answers(asked))
    client = redis_server.connect(asked)
    before = client.info("server")["process_id"]
    client.rpush("agency:queue", 1, 2, 3)
    os.kill(before, signal.SIGKILL)
    until(gone({before}))
    until(lambda: redis_server.answers(asked))
    assert client.info("server")["process_id"] != before
    assert client.lrange("agency:queue", 0, -1) == [b"1", b"2", b"3"]


def test_a_plain_client_talks_to_it_by_its_short_socket(data: Path, start: House) -> None:
    assert len(str(data)) > 150
    start("a_house.py", data, "redis")
    until(lambda: redis_server.answers(Asked(data)))
    socket = (data / "redis" / "socket").read_text().strip()
    assert len(socket) < 60
    assert Redis(unix_socket_path=socket).ping()
    assert Redis(unix_socket_path=socket).config_get("port") == {"port": "0"}


def test_without_a_server_the_message_says_what_to_do(data: Path) -> None:
    with pytest.raises(RedisConnectionError, match="Start it with `agency up`, or set REDIS_URL"):
        redis_server.connect(Asked(data))


def test_a_url_is_used_instead(data: Path) -> None:
    client = redis_server.connect(Asked(data, "redis://cache.example:6390/2"))
    kwargs = client.connection_pool.connection_kwargs
    assert (kwargs["host"], kwargs["port"], kwargs["db"]) == ("cache.example", 6390, 2)


def test_the_socket_keeps_its_place_from_one_start_to_the_next(data: Path) -> None:
    place = redis_server.prepare(data)
    redis_server.tidy(data)
    assert not place.parent.exists()
    assert redis_server.prepare(data) == place
    redis_server.tidy(data)


def test_a_place_that_others_can_reach_is_not_used_again(data: Path) -> None:
    place = redis_server.prepare(data)
    place.parent.chmod(0o755)
    other = redis_server.prepare(data)
    assert other.parent != place.parent
    assert other.parent.stat().st_mode & 0o777 == 0o700
    redis_server.tidy(data)
    place.parent.rmdir()


def test_a_noted_place_that_is_none_of_ours_is_left_alone(data: Path, tmp_path: Path) -> None:
    redis_server.prepare(data)
    redis_server.tidy(data)
    (data / "redis" / "socket").write_text(f"{tmp_path}/s")
    redis_server.tidy(data)
    assert redis_server.prepare(data).parent != tmp_path
    redis_server.tidy(data)
    assert tmp_path.is_dir()
