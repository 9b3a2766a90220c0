"""How much a resource is used, and the account as a whole: charts over time, limits, cost."""
