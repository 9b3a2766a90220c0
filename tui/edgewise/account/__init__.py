"""The Cloudflare account: who is asking, what there is, and a demo account that answers alike.

Everything here is read-only. Importing this package loads nothing heavy; httpx comes with the first
client.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from edgewise.account.credentials import Credential, find

if TYPE_CHECKING:
    from edgewise.account.client import Client

__all__ = ["Credential", "default_client", "find", "snapshot"]


def default_client(environ: Mapping[str, str], *, demo: bool = False) -> Client:
    """A client for whatever credential there is; for the demo account when there is none, or on demand.

    ``EDGEWISE_DEMO_FAULTS`` gives the demo account troubles; see :mod:`edgewise.account.demo.faults`.
    ``EDGEWISE_DEMO_TOKEN`` makes it one that may do less; see :mod:`edgewise.account.demo.tokens`.

    Raises:
        AuthError: when there is a credential that cannot work, such as a login that has run out.
            The demo account is no silent stand-in for it.
        InputError: when the environment names an unusable base URL, proxy or login file, or faults
            or a token of the demo account that there are not.
    """
    from edgewise.account.client import Client

    credential = None if demo else find(environ)
    if credential is None:
        from edgewise.account.demo import client
        from edgewise.account.demo.faults import parse

        faults = parse(environ.get("EDGEWISE_DEMO_FAULTS", ""))
        return client(faults=faults, token=environ.get("EDGEWISE_DEMO_TOKEN", "").strip())
    return Client(
        credential,
        base_url=environ.get("CLOUDFLARE_API_BASE_URL") or environ.get("CF_API_BASE_URL"),
        account_id=(environ.get("CLOUDFLARE_ACCOUNT_ID") or environ.get("CF_ACCOUNT_ID") or "").strip() or None,
    )


async def snapshot(client: Client, *, sanitised: bool = False) -> dict[str, Any]:
    """The whole account in one document; see :func:`edgewise.account.survey.survey`.

    With ``sanitised`` it holds no text that could say whose account it is.
    """
    from edgewise.account.survey import survey

    document = await survey(client)
    if not sanitised:
        return document
    from edgewise.account.sanitising import sanitised as pseudonymous

    return pseudonymous(document)
