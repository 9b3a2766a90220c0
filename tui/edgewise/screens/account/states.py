"""What stands where a table would be: loading, nothing there, or why it cannot be read."""

from __future__ import annotations

from textual.content import Content

from edgewise.account.failures import PermissionGap
from edgewise.account.resources.model import Kind
from edgewise.errors import AuthError, EdgewiseError
from edgewise.text import clean
from edgewise.widgets.flow import EMPTY, Flow, wrap

WIDEST = 72
"""Cells a line of prose takes at most."""


class StateView(Flow):
    """A short text in the middle of the panel."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._paragraphs: tuple[Content, ...] = ()

    def show(self, *paragraphs: Content) -> None:
        """Show these paragraphs."""
        if paragraphs != self._paragraphs:
            self._paragraphs = paragraphs
            self.changed()

    def lines(self, width: int) -> list[Content]:
        """The paragraphs with an empty line between."""
        found: list[Content] = []
        for paragraph in self._paragraphs:
            found += [*wrap(paragraph, min(width, WIDEST)), EMPTY]
        return found[:-1]


def keys(*pairs: tuple[str, str]) -> Content:
    """Keys and what they do."""
    parts = [Content.styled(key, "bold $primary") + Content(f" {text}") for key, text in pairs]
    return Content("    ").join(parts)


def loading(what: str) -> tuple[Content, ...]:
    """While something is being read."""
    return (Content.styled("▶ ", "$primary") + Content.styled(f"Reading {what} …", "$text-muted"),)


def empty(kind: Kind) -> tuple[Content, ...]:
    """There is none of this kind, and what it would be."""
    return (
        Content.styled(f"○ No {kind.title} here" if not kind.parent else f"○ No {kind.title.lower()} yet", "bold"),
        Content(kind.about.split(" Press ")[0]),
        keys(("r", "look again"), ("esc", "go back")),
    )


def nothing_found(wanted: str, total: int, *, more: bool = False, prefix: bool = False) -> tuple[Content, ...]:
    """The filter lets nothing through. With ``more`` there are rows that it has not seen."""
    if not more:
        return (
            Content.styled(f"○ None of {total:,} holds “{wanted}”", "bold"),
            keys(("esc", "show all again"), ("/", "change the words")),
        )
    pairs = [("M", "list more"), *([("P", "ask for those that begin with it")] if prefix else []), ("esc", "show all")]
    return (
        Content.styled(f"○ None of the first {total:,} holds “{wanted}”", "bold"),
        Content("There are more than are listed, and those have not been looked at."),
        keys(*pairs),
    )


def none_begins(kind: Kind, beginning: str) -> tuple[Content, ...]:
    """The API knows no row whose name begins with something."""
    return (
        Content.styled(f"○ No {kind.singular} begins with “{clean(beginning, 60)}”", "bold"),
        Content("The API looked through all of them. Capitals count."),
        keys(("P", "try another beginning"), ("esc", "go back")),
    )


_TITLES = {
    "token-refused": "Cloudflare does not know this credential",
    "token-malformed": "The credential cannot be right",
    "token-expired": "The token has expired",
    "token-disabled": "The token is switched off",
    "token-not-yet-valid": "The token is not valid yet",
    "permission-missing": "This credential may not look here",
    "no-account": "This credential sees no account",
    "login-expired": "Wrangler's login has run out",
    "login-in-keyring": "Wrangler keeps its login to itself",
    "credential-malformed": "The credential cannot be right",
    "rate-limited": "Too many requests",
    "unreachable": "The API cannot be reached",
    "timeout": "No answer in time",
    "not-found": "It is gone",
    "blocked-by-firewall": "A firewall stands between",
    "not-the-api": "Somebody else answered",
    "no-functions": "Nothing runs here",
    "no-deployment": "Nothing is deployed yet",
    "perhaps-done": "Nobody knows whether it was done",
}


def closed(kind: Kind, error: PermissionGap, *, demo_offered: bool) -> tuple[Content, ...]:
    """The credential lacks a permission: what would be here, what to tick, and that all else goes on."""
    paragraphs = [Content.styled(f"○ {kind.title}: closed to this credential", "bold $text-muted")]
    paragraphs.append(Content.styled(kind.about.split(" Press ")[0], "$text-muted"))
    if error.permission is not None:
        paragraphs.append(Content("What to tick: ") + Content.styled(error.permission.dashboard, "bold"))
    paragraphs.append(Content(" ".join(each for each in (error.message, error.fix) if each)))
    paragraphs.append(Content("Whatever is not marked ○ in the list of kinds works as before."))
    demo = [("T", "look at the demo account")] if demo_offered else []
    return (*paragraphs, keys(("p", "all permissions"), ("r", "try again"), *demo))


def failed(error: EdgewiseError, *, demo_offered: bool) -> tuple[Content, ...]:
    """What went wrong, what to do, and the keys."""
    title = _TITLES.get(error.code, "This could not be read")
    tone = "$warning" if isinstance(error, AuthError) else "$error"
    sign = "▲" if isinstance(error, AuthError) else "✗"
    pairs = [("r", "try again")]
    if demo_offered:
        pairs.append(("T", "look at the demo account"))
    paragraphs = [Content.styled(f"{sign} {title}", f"bold {tone}"), Content(error.message)]
    if error.fix:
        paragraphs.append(Content.styled("What to do: ", "bold") + Content(error.fix))
    return (*paragraphs, keys(*pairs))
