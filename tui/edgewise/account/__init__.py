"""The Cloudflare account: who is asking, what there is, and a demo account that answers alike."""
