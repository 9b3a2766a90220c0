"""Node, npm, wrangler and workerd: found, installed, run, and always stopped again."""
