#!/usr/bin/env bash
# Fills a corpus, decides what the model says, and asks. Needs curl and a running emulator:
#   npx vectara-emulator --ephemeral &
#   examples/curl/query.sh
set -euo pipefail

url=${VECTARA_URL:-http://127.0.0.1:8328}
account=(-H 'x-api-key: any' -H 'x-emulator-account: curl-example')
send() { curl --silent --show-error --fail-with-body "${account[@]}" -H 'content-type: application/json' "$@"; }

send "$url/_emulator/reset" -d '{ "to": "empty" }' >/dev/null
send "$url/_emulator/scripts" -d '{
  "match": { "messages": [{ "contains": "lighthouse" }] },
  "answer": { "text": "It was built in 1811 [1]." }
}' >/dev/null

send "$url/v2/corpora" -d '{ "key": "lighthouses" }' >/dev/null
send "$url/v2/corpora/lighthouses/documents" -d '{
  "id": "bell-rock",
  "type": "core",
  "document_parts": [{ "text": "The Bell Rock lighthouse was built in 1811." }]
}' >/dev/null

send "$url/v2/corpora/lighthouses/query" -d '{
  "query": "When was the lighthouse built?",
  "search": { "limit": 3 },
  "generation": {}
}'
echo
