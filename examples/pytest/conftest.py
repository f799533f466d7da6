"""A fixture `emulator`: an account of the test's own, of an emulator that is started beside the tests:

    npx vectara-emulator exec --upstream simulate --isolation key -- pytest

Needs nothing but Python's own library.
"""

import json
import os
import urllib.request
import uuid

import pytest


class Emulator:
    def __init__(self, url, api_key):
        self.url = url
        self.api_key = api_key

    def call(self, method, path, body=None):
        """Sends JSON and reads JSON; raises urllib.error.HTTPError when the emulator refuses."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"x-api-key": self.api_key, "content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read()
        return json.loads(text) if text else None


@pytest.fixture
def emulator():
    # A key that is new opens an account of its own, so tests know nothing of each other.
    emulator = Emulator(os.environ["VECTARA_BASE_URL"], f"test-{uuid.uuid4()}")
    yield emulator
    account = emulator.call("GET", "/_emulator/account")["name"]
    emulator.call("DELETE", f"/_emulator/accounts/{account}")
