"""A pytest plugin: one emulator for the run, an account of its own for each test.

Copy this file beside your tests and say in conftest.py:

    pytest_plugins = ["pytest_vectara_emulator"]

    def test_answers(vectara):
        vectara.seed({"corpora": [{"key": "handbook"}]})
        vectara.script({"match": {"messages": [{"contains": "leave"}]}, "answer": {"text": "Thirty days."}})
        client = Vectara(api_key=vectara.api_key, environment=...)  # at vectara.url
        ...
        vectara.assert_called({"filter": {"operation": "queryCorpus"}, "count": 1})

The emulator is `npx vectara-emulator` with what stands in `vectara_emulator_flags` of pytest.ini; it is found by its ready
file. Where VECTARA_BASE_URL is set, as `vectara-emulator exec … -- pytest` does, that one is used and none is started. A
worker of pytest-xdist starts its own. Needs Node and Python's own library, nothing else.
"""

import json
import os
import shlex
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import pytest

FLAGS = "--ephemeral --upstream simulate --isolation key --log-level warn"
LONGEST_START_SECONDS = 60


def pytest_addoption(parser):
    parser.addini("vectara_emulator_command", "what starts the emulator", default="npx vectara-emulator")
    parser.addini("vectara_emulator_flags", "its flags, besides --port and --ready-file", default=FLAGS)


class EmulatorError(AssertionError):
    """The emulator refused a call; its own words say why."""


class Account:
    """An isolated world of the emulator: its address, its key, and what a test wants of it."""

    def __init__(self, url, api_key):
        self.url = url
        self.api_key = api_key

    @property
    def headers(self):
        return {"x-api-key": self.api_key}

    def call(self, method, path, body=None):
        """Sends JSON and reads JSON. Raises EmulatorError with the emulator's message."""
        data = None if body is None else json.dumps(body).encode()
        headers = {**self.headers, **({} if data is None else {"content-type": "application/json"})}
        request = urllib.request.Request(self.url + path, method=method, data=data, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                text = response.read()
        except urllib.error.HTTPError as error:
            raise EmulatorError(f"{method} {path}: {error.code} {error.read().decode()}") from None
        return json.loads(text) if text else None

    def seed(self, seed):
        return self.call("POST", "/_emulator/seed", seed)

    def script(self, script):
        return self.call("POST", "/_emulator/scripts", script)

    def fault(self, fault):
        return self.call("POST", "/_emulator/faults", fault)

    def calls(self, **filters):
        """The journal's entries, newest first: calls(operation="queryCorpus")."""
        query = urllib.parse.urlencode(filters)
        return self.call("GET", "/_emulator/journal" + (f"?{query}" if query else ""))["entries"]

    def assert_called(self, assertion):
        """Raises EmulatorError, with what was called instead, unless the assertion holds."""
        result = self.call("POST", "/_emulator/journal/assert", assertion)
        if not result["passed"]:
            raise EmulatorError(json.dumps(result, indent=2))

    def delete(self):
        name = self.call("GET", "/_emulator/account")["name"]
        self.call("DELETE", f"/_emulator/accounts/{name}")


@pytest.fixture(scope="session")
def vectara_url(pytestconfig):
    """Where the run's emulator is."""
    given = os.environ.get("VECTARA_BASE_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready.json")
        command = shlex.split(pytestconfig.getini("vectara_emulator_command"))
        flags = shlex.split(pytestconfig.getini("vectara_emulator_flags"))
        log = Path(folder, "log").open("w+")
        arguments = [*command, *flags, "--port", "0", "--ready-file", str(ready)]
        with subprocess.Popen(arguments, stdout=log, stderr=log) as process:
            try:
                yield wait_for(ready, process, log)["url"]
            finally:
                process.terminate()


def wait_for(ready, process, log):
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            log.seek(0)
            pytest.exit("The Vectara emulator did not start:\n" + log.read(), returncode=3)
        time.sleep(0.02)
    return json.loads(ready.read_text())


@pytest.fixture
def vectara(vectara_url):
    """An account that nobody else has, gone with the test."""
    # A key that is new opens an account of its own.
    account = Account(vectara_url, f"test-{uuid.uuid4()}")
    yield account
    account.delete()
