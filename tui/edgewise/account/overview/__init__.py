"""The account on one screen: what runs, fails, costs, could move, and what has no consumer. No widgets in here."""

from __future__ import annotations

from edgewise.account.overview.costing import costs_block
from edgewise.account.overview.glimpse import Glimpse, glimpse_of
from edgewise.account.overview.making import make_overview
from edgewise.account.overview.model import Block, Line, Overview, Seen

__all__ = ["Block", "Glimpse", "Line", "Overview", "Seen", "costs_block", "glimpse_of", "make_overview"]
