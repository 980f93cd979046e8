import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_flag_that_is_no_yes_or_no_is_refused_with_its_name(monkeypatch):
    monkeypatch.setenv("SOME_FLAG", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="SOME_FLAG='perhaps'"):
        env.flag("SOME_FLAG")


def test_a_secret_is_read_from_its_file(monkeypatch, tmp_path):
    path = tmp_path / "key"
    path.write_text("s3cret\n")
    monkeypatch.setenv("SOME_KEY_FILE", str(path))
    assert env.secret("SOME_KEY") == "s3cret"
