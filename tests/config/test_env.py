"""Settings: read from the environment and one file, refused with a sentence where they are wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from chapterhouse.config import backing, env


def load(folder: Path, **settings: str) -> dict[str, object]:
    return env.load({"CHAPTERHOUSE_DATA": str(folder), **settings})


def test_every_setting_has_a_default_that_means_something(tmp_path: Path) -> None:
    values = load(tmp_path)

    assert values["CHAPTERHOUSE_PORT"] == 8000
    assert values["CHAPTERHOUSE_ADDRESS"] == "http://localhost:8000"
    assert values["CHAPTERHOUSE_MAIL_FROM"] == "hello@localhost"
    assert values["CHAPTERHOUSE_DEMO"] is False
    assert set(values) == {one.name for one in env.SETTINGS}


def test_the_address_follows_the_port(tmp_path: Path) -> None:
    assert load(tmp_path, CHAPTERHOUSE_PORT="8123")["CHAPTERHOUSE_ADDRESS"] == "http://localhost:8123"


def test_the_file_in_the_data_folder_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    (tmp_path / "chapterhouse.toml").write_text('port = 8123\ndemo = true\nmail = "console"\n')

    values = load(tmp_path, CHAPTERHOUSE_MAIL="file")

    assert values["CHAPTERHOUSE_PORT"] == 8123
    assert values["CHAPTERHOUSE_DEMO"] is True
    assert values["CHAPTERHOUSE_MAIL"] == "file"


def test_a_named_file_may_say_where_the_data_is(tmp_path: Path) -> None:
    path = tmp_path / "etc" / "settings.toml"
    path.parent.mkdir()
    path.write_text('data = "../var"\n')

    values = env.load({"CHAPTERHOUSE_SETTINGS": str(path)})

    assert values["CHAPTERHOUSE_DATA"] == tmp_path / "var"
    assert values["CHAPTERHOUSE_SETTINGS"] == path


def test_behind_https_one_proxy_is_expected(tmp_path: Path) -> None:
    assert load(tmp_path)["CHAPTERHOUSE_PROXIES"] == 0
    assert load(tmp_path, CHAPTERHOUSE_ADDRESS="https://a.example")["CHAPTERHOUSE_PROXIES"] == 1
    assert (
        load(tmp_path, CHAPTERHOUSE_ADDRESS="https://a.example", CHAPTERHOUSE_PROXIES="0")["CHAPTERHOUSE_PROXIES"] == 0
    )


def test_an_empty_value_in_the_environment_is_no_value(tmp_path: Path) -> None:
    assert load(tmp_path, CHAPTERHOUSE_PORT="")["CHAPTERHOUSE_PORT"] == 8000


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"CHAPTERHOUSE_PROT": "1"}, "Did you mean CHAPTERHOUSE_PORT?"),
        ({"CHAPTERHOUSE_XYZZY": "1"}, "docs/reference/settings.md"),
        ({"CHAPTERHOUSE_PORT": "many"}, "CHAPTERHOUSE_PORT cannot be “many”: write a whole number"),
        ({"CHAPTERHOUSE_PORT": "70000"}, "from 1 to 65535"),
        ({"CHAPTERHOUSE_PORT": "８０"}, "whole number"),
        ({"CHAPTERHOUSE_DEMO": "perhaps"}, "yes or no"),
        ({"CHAPTERHOUSE_ADDRESS": "chapters.example.org"}, "https://chapters.example.org"),
        ({"CHAPTERHOUSE_ADDRESS": "https://a.example/path"}, "nothing after the name"),
        ({"CHAPTERHOUSE_ADDRESS": "https://a.example:99999"}, "nothing after the name"),
        ({"CHAPTERHOUSE_ADDRESS": "http://[::1"}, "nothing after the name"),
        ({"CHAPTERHOUSE_DATABASE": "mysql://x"}, "postgresql://"),
        ({"CHAPTERHOUSE_MAIL": "mail.example.org"}, "smtp://"),
        ({"CHAPTERHOUSE_MAIL": "smtp://mail.example.org\nBcc: x"}, "one line"),
        ({"CHAPTERHOUSE_STEWARD": "nobody"}, "e-mail address"),
        ({"CHAPTERHOUSE_STEWARD": "a@b@c"}, "e-mail address"),
        ({"CHAPTERHOUSE_SETTINGS": "/does/not/exist.toml"}, "does not exist"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write(tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    with pytest.raises(env.WrongSetting) as wrong:
        load(tmp_path, **settings)
    assert sentence in str(wrong.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("prot = 1", "Did you mean port?"),
        ("port = ", "cannot be read"),
        ("port = [1]", "write one text, number, true or false"),
        ("port = 0", "cannot be “0”"),
        ("\udcff", "cannot be read"),
    ],
)
def test_a_wrong_file_is_refused_too(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "chapterhouse.toml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(env.WrongSetting) as wrong:
        load(tmp_path)
    assert sentence in str(wrong.value)


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = backing.secret_key(tmp_path)

    assert len(first) >= 50
    assert backing.secret_key(tmp_path) == first
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["secret-key"]


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost:8000", True),
        ("http://127.0.0.1", True),
        ("http://[::1]:8000", True),
        ("http://demo.localhost", True),
        ("http://192.168.1.4:8000", False),
        ("https://chapters.example.org", False),
        ("https://localhost.example.org", False),
    ],
)
def test_an_address_is_local_when_nobody_else_can_reach_it(address: str, local: bool) -> None:
    assert backing.is_local(address) is local


def test_a_postgresql_address_becomes_djangos_description(tmp_path: Path) -> None:
    found = backing.database("postgresql://us%40er:p%2Fw@db.example.org:6432/chapters?sslmode=require", tmp_path)

    wanted = {"USER": "us@er", "PASSWORD": "p/w", "HOST": "db.example.org", "PORT": "6432", "NAME": "chapters"}
    assert {name: found[name] for name in wanted} == wanted
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_password_never_travels_to_the_mail_server_in_the_open(tmp_path: Path) -> None:
    assert backing.mail("smtp://me:pw@mail.example.org:587", tmp_path)["EMAIL_USE_TLS"] is True
    assert backing.mail("smtp://me:pw@mail.example.org", tmp_path)["EMAIL_USE_TLS"] is True
    assert backing.mail("smtps://me:pw@mail.example.org", tmp_path)["EMAIL_USE_SSL"] is True
    assert backing.mail("smtp://localhost:1025", tmp_path)["EMAIL_USE_TLS"] is False
