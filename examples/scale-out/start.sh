#!/bin/sh
# Starts three emulators, each with a data folder of its own, and nginx before them; ends them all with Ctrl-C.
set -e
cd "$(dirname "$0")"
for replica in r1 r2 r3; do
  npx vectara-emulator --replica "$replica" --port "833${replica#r}" --data-dir "data/$replica" --isolation key &
done
trap 'kill 0' INT TERM EXIT
nginx -p "$PWD" -c nginx.conf
