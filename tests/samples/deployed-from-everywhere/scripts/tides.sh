#!/bin/sh
# Writes today's tides into the site; it's run every night.
set -e
echo "high water: unknown" > public/tides.txt
if [ "$1" = "--live" ]; then
  npx wrangler pages deploy "public" --branch main --commit-message "tides of $(date +%F)" > deploy.log 2>&1
  curl -fsS -X POST "https://api.cloudflare.com/client/v4/pages/webhooks/deploy_hooks/$HOOK_ID"
fi
