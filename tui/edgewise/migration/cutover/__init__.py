"""Moving visitors: in which order a site's hosts go from Pages to a Worker, and the way back. Reads only."""
