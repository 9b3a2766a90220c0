"""What reading Pages, Workers and their builds takes, by the names that Cloudflare gives it."""

from __future__ import annotations

from edgewise.account.failures import Permission

PAGES_READ = Permission("Pages Read", "Account · Cloudflare Pages · Read")
WORKERS_READ = Permission("Workers Scripts Read", "Account · Workers Scripts · Read")
QUEUES_READ = Permission("Queues Read", "Account · Queues · Read")
BUILDS_READ = Permission(
    "Workers CI Read",
    "Account · Workers Builds Configuration · Read",
    note="It has to be a token of a user: Workers Builds refuses those of an account, and wrangler's login.",
)
ZONE_READ = Permission("Zone Read", "Zone · Zone · Read")
DNS_READ = Permission("DNS Read", "Zone · DNS · Read")
ROUTES_READ = Permission("Workers Routes Read", "Zone · Workers Routes · Read")
