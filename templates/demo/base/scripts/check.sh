#!/bin/sh
set -eu
for file in src/*.js packages/*/*.js; do
  node --check "$file"
done
echo "sources are sound"
