import pytest
from answers import answer

HANDBOOK = {
    "corpora": [
        {
            "key": "handbook",
            "documents": [
                {
                    "id": "leave",
                    "type": "core",
                    "document_parts": [{"text": "Everyone has thirty days of leave a year."}],
                }
            ],
        }
    ]
}


@pytest.fixture(autouse=True)
def handbook(emulator):
    emulator.call("POST", "/_emulator/seed", HANDBOOK)


def test_answers_from_the_handbook(emulator):
    script = {"match": {"messages": [{"contains": "leave"}]}, "answer": {"text": "Thirty days [1]."}}
    emulator.call("POST", "/_emulator/scripts", script)

    assert answer(emulator.url, emulator.api_key, "How much leave do I have?") == "Thirty days [1]."

    asked = {"filter": {"operation": "queryCorpus", "corpus": "handbook"}, "count": 1}
    emulator.call("POST", "/_emulator/journal/assert", asked)


def test_says_so_when_there_are_too_many_questions(emulator):
    emulator.call("POST", "/_emulator/faults", {"when": {"times": 1}, "fault": {"type": "rate_limit"}})

    assert answer(emulator.url, emulator.api_key, "Why?").startswith("Too many questions")
