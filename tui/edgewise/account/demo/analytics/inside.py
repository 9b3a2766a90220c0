"""Looking a list up in the demo account as anybody would, so that the analytics know just what the API shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgewise.account.demo.company import Company
from edgewise.account.demo.exchange import ROUTES, Call, Result


def listed(company: Company, path: str, items: str = "") -> list[Mapping[str, Any]]:
    """The objects in the list at ``path``, such as ``/d1/database`` below the account; none where there is no list.

    Args:
        items: the field of the result that holds them.
    """
    where = f"/accounts/{company.account['id']}{path}"
    for method, pattern, function in ROUTES:
        found = pattern.fullmatch(where)
        if method == "GET" and found:
            said = function(company, Call(found.groupdict(), {"per_page": "1000"}))
            result = said.result if isinstance(said, Result) else None
            rows = result.get(items) if items and isinstance(result, Mapping) else result
            return [each for each in rows if isinstance(each, Mapping)] if isinstance(rows, list) else []
    return []
