"""The stages that work on the account: Ship, Cut over, Finish."""
