"""Next.js: what a project uses route by route, which ways are open to it, and the rewrites for OpenNext."""
