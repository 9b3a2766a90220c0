"""edgewise: learn serverless, see it in a Cloudflare account, move Pages projects to Workers."""

__version__ = "0.1.0"
