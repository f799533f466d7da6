"""Fills a corpus, decides what the model says, and asks. Needs `requests` and a running emulator:

    npx vectara-emulator --ephemeral &
    python3 examples/python/query.py
"""

import os

import requests

URL = os.environ.get("VECTARA_URL", "http://127.0.0.1:8328")

session = requests.Session()
session.headers.update({"x-api-key": "any", "x-emulator-account": "python-example"})


def post(path, body):
    response = session.post(URL + path, json=body, timeout=30)
    response.raise_for_status()
    return response.json()


post("/_emulator/reset", {"to": "empty"})
post(
    "/_emulator/scripts",
    {
        "match": {"messages": [{"contains": "lighthouse"}]},
        "answer": {"text": "It was built in 1811 [1]."},
    },
)

post("/v2/corpora", {"key": "lighthouses"})
post(
    "/v2/corpora/lighthouses/documents",
    {
        "id": "bell-rock",
        "type": "core",
        "document_parts": [{"text": "The Bell Rock lighthouse was built in 1811."}],
    },
)

answer = post(
    "/v2/corpora/lighthouses/query",
    {"query": "When was the lighthouse built?", "search": {"limit": 3}, "generation": {}},
)
print(answer["summary"])
for result in answer["search_results"]:
    print(f"  {result['score']:.2f} {result['document_id']}: {result['text']}")
