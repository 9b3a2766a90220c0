#!/bin/sh
# $CF_PAGES_BRANCH is set by the build.
if [ "${CF_PAGES:-0}" = "1" ]; then
  echo "built from $CF_PAGES_BRANCH" > dist/stamp.txt
fi
