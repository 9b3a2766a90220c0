"""Things that code does and that matter for a move."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from edgewise.migration.usage.model import Feature
from edgewise.project.model import Place

if TYPE_CHECKING:
    from ast_grep_py import Rule, SgNode

_HOST = re.compile(r"\.pages\\{0,2}\.dev\b")
_VARIABLE = re.compile(r"CF_PAGES(_[A-Z_]+)?")
_NAMED = re.compile(r"\bCF_PAGES(?:_BRANCH|_COMMIT_SHA|_URL)?\b")
_WORDS = re.compile(
    r"waitUntil|passThroughOnException|next|ASSETS|caches|\bcf\b|HTMLRewriter|CF_PAGES|pages\\{0,2}\.dev"
)
"""One of these stands in every module that uses a feature."""
_CANDIDATES: list[Rule] = [
    {
        "kind": "call_expression",
        "has": {"field": "function", "regex": "(waitUntil|passThroughOnException|next)$"},
    },
    {
        "kind": "member_expression",
        "has": {"field": "property", "regex": "^(default|ASSETS|cf|CF_PAGES(_[A-Z_]+)?)$"},
    },
    {"kind": "new_expression", "has": {"field": "constructor", "regex": "^HTMLRewriter$"}},
    {"kind": "string_fragment", "regex": "pages.dev"},
    {"kind": "regex_pattern", "regex": "pages..?dev"},
    {"kind": "shorthand_property_identifier_pattern", "regex": "^(ASSETS|CF_PAGES(_[A-Z_]+)?)$"},
]
"""What is looked at closely. Sorting out the rest here is what makes reading large modules fast."""


def features_of(tree: SgNode, source: str) -> Iterator[tuple[Feature, SgNode]]:
    """Each use of each feature in a module with this ``source``."""
    if not _WORDS.search(source):
        return
    for node in tree.find_all(any=_CANDIDATES):
        found = _READERS[node.kind()](node)
        if found is not None:
            yield found, node


def pages_variables_of(source: str, name: str) -> Iterator[tuple[str, Place]]:
    """The variables of Pages that a module's text names, each with the line it is named on first."""
    for match in _NAMED.finditer(source) if "CF_PAGES" in source else ():
        yield match.group(), Place(name, source.count("\n", 0, match.start()) + 1)


def _call(node: SgNode) -> Feature | None:
    called, arguments = node.field("function"), node.field("arguments")
    if called is None:
        return None
    name = called.text().rpartition(".")[2]
    if name == "waitUntil":
        return Feature.WAIT_UNTIL
    if name == "passThroughOnException":
        return Feature.PASS_THROUGH
    given = arguments is not None and any(
        child.is_named() and child.kind() != "comment" for child in arguments.children()
    )
    plain = called.kind() == "identifier" or called.text() in ("context.next", "ctx.next")
    return Feature.NEXT_REQUEST if name == "next" and given and plain else None


def _member(node: SgNode) -> Feature | None:
    owner, name = node.field("object"), node.field("property")
    if owner is None or name is None:
        return None
    text, last = owner.text().replace("?.", "."), name.text()
    if last == "default" and text in ("caches", "globalThis.caches"):
        return Feature.CACHE_API
    if last == "ASSETS" and text.rpartition(".")[2] == "env":
        return Feature.ASSETS
    if last == "cf" and text.rpartition(".")[2] in ("request", "req", "raw"):
        return Feature.REQUEST_CF
    return Feature.PAGES_VARIABLE if _VARIABLE.fullmatch(last) else None


def _new(node: SgNode) -> Feature | None:
    made = node.field("constructor")
    return Feature.HTML_REWRITER if made is not None and made.text() == "HTMLRewriter" else None


def _string(node: SgNode) -> Feature | None:
    return Feature.PAGES_HOST if _HOST.search(node.text()) else None


def _shorthand(node: SgNode) -> Feature | None:
    if node.text() == "ASSETS":
        return Feature.ASSETS
    return Feature.PAGES_VARIABLE if _VARIABLE.fullmatch(node.text()) else None


_READERS = {
    "call_expression": _call,
    "member_expression": _member,
    "new_expression": _new,
    "string_fragment": _string,
    "regex_pattern": _string,
    "shorthand_property_identifier_pattern": _shorthand,
}
