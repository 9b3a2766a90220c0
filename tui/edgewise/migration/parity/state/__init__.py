"""Local KV, D1 and R2 of both sides: filled alike before the requests, compared after them."""
