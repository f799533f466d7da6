"""The code under test: an application that asks Vectara."""

import json
import urllib.error
import urllib.request


def answer(url, api_key, question):
    """What our handbook says, or a sentence to show when Vectara cannot be asked."""
    request = urllib.request.Request(
        url + "/v2/corpora/handbook/query",
        data=json.dumps({"query": question, "search": {"limit": 3}, "generation": {}}).encode(),
        headers={"x-api-key": api_key, "content-type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)["summary"]
    except urllib.error.HTTPError as error:
        if error.code == 429:
            return "Too many questions at once. Try again in a minute."
        return "The handbook cannot be asked just now."
