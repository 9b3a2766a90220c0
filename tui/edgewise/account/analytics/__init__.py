"""Usage by Cloudflare's analytics API: what may be asked is declared, what comes back is read without trust."""
