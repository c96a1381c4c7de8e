#!/usr/bin/env bash
# Lets the packaged application start once, with a database that is thrown away, and keeps what the JVM learned of it in
# nemorouter.aot beside it: docs/operations.md ("A faster start").
# Usage: scripts/aot-cache.sh [target/quarkus-app]
set -euo pipefail
app=$(cd "${1:-$(dirname "$0")/../target/quarkus-app}" && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
rm -f "$app/nemorouter.aot"
cd "$work"
QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT=$port QUARKUS_MANAGEMENT_PORT=$(free_port) NEMOROUTER_DATA_FOLDER=$work/data \
  "$java" -XX:AOTCacheOutput="$app/nemorouter.aot" -Xlog:aot=error -jar "$app/quarkus-run.jar" >"$work/log" 2>&1 &
node=$!
until curl --silent --fail --output /dev/null "http://127.0.0.1:$port/sign-in"; do
  kill -0 "$node" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.5
done
kill "$node"
wait "$node" || true
test -s "$app/nemorouter.aot" || { cat "$work/log" >&2; exit 1; }
du -h "$app/nemorouter.aot"
