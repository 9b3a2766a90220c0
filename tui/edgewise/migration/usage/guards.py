"""Middleware that keeps people out: it refuses some requests, or sends them to a login."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from edgewise.migration.usage.model import Guard
from edgewise.migration.usage.modules import Module, ModuleGraph
from edgewise.migration.usage.resolving import Lead
from edgewise.project.model import PagesProject, Place
from edgewise.text import clean

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_CREDENTIAL = re.compile(
    r"authorization|proxy-authorization|cookie|cf-access-jwt-assertion|cf_authorization|x-api-key|"
    r"x-auth-token|www-authenticate",
    re.IGNORECASE,
)
_READS = re.compile(
    r"getCookie|getSignedCookie|parseCookies?|jwtVerify|verifyJwt|verifyToken|getSession|validateSession"
)
_ANSWERS = re.compile(r"json|text|html|body|response|exception|error|status|send|abort|fail|reject|deny", re.IGNORECASE)
"""Functions that take a status: ``c.json``, ``HTTPException``, ``jsonResponse``."""
_NAMES = re.compile(r"un_?authori[sz]ed(?:Error|Response)?|forbidden(?:Error|Response)?", re.IGNORECASE)
_REFUSALS = frozenset({"401", "403"})
_REDIRECTS = frozenset({"301", "302", "303", "307", "308"})
_PACKAGES = frozenset(
    {
        "@cloudflare/pages-plugin-cloudflare-access",
        "hono/basic-auth",
        "hono/bearer-auth",
        "hono/jwt",
        "hono/ip-restriction",
    }
)
"""Imports that are nothing but guards."""


def guards_of(project: PagesProject, graph: ModuleGraph) -> Iterator[Guard]:
    """The middlewares of ``project`` that keep people out, those at the top first."""
    for route in reversed(project.functions):
        for handler in route.middlewares:
            file = handler.rsplit(":", 1)[0]
            found = _guard(handler, list(graph.closure(f"{project.functions_dir}/{file}")))
            if found is not None:
                yield found


def _guard(handler: str, modules: list[Module]) -> Guard | None:
    for module in modules:
        for written, found in module.leads:
            if found.lead in (Lead.PACKAGE, Lead.MISSING_PACKAGE) and written.target in _PACKAGES:
                return Guard(handler, Place(module.name, written.line), f"it uses {written.target}")
    refusal = next(_statuses(modules, _REFUSALS), None) or next(_named(modules), None)
    if refusal is not None:
        module, node = refusal
        return Guard(handler, module.place(node), f"it answers {clean(node.text(), 40)}")
    redirect = next(_redirects(modules), None)
    if redirect is not None and any(_reads_credentials(module.tree) for module in modules):
        module, node = redirect
        return Guard(handler, module.place(node), "it redirects visitors without a session")
    answer = next(_own_answers(modules), None)
    if answer is not None and any(_reads_credentials(module.tree) for module in modules):
        module, node = answer
        return Guard(handler, module.place(node), "it looks at credentials and answers by itself")
    return None


def _own_answers(modules: list[Module]) -> Iterator[tuple[Module, SgNode]]:
    """Answers that are no copy of what ``next()`` gave: a login page, for instance."""
    for module in modules:
        for node in module.tree.find_all(kind="new_expression"):
            made, arguments = node.field("constructor"), node.field("arguments")
            if made is None or made.text() != "Response" or arguments is None:
                continue
            given = [child for child in arguments.children() if child.is_named() and child.kind() != "comment"]
            if given and given[0].kind() != "null" and not given[0].text().endswith(".body"):
                yield module, node


def _statuses(modules: list[Module], wanted: frozenset[str]) -> Iterator[tuple[Module, SgNode]]:
    """Numbers that are the status of an answer: ``{ status: 401 }``, ``c.json(x, 401)``, ``HTTPException(401)``."""
    for module in modules:
        for node in module.tree.find_all(kind="number"):
            if node.text() in wanted and _is_status(node):
                yield module, node


def _named(modules: list[Module]) -> Iterator[tuple[Module, SgNode]]:
    """Refusals by name: ``StatusCodes.UNAUTHORIZED``, ``forbidden()``."""
    for module in modules:
        for node in module.tree.find_all(any=[{"kind": "property_identifier"}, {"kind": "identifier"}]):
            if _NAMES.fullmatch(node.text()) and not any(up.kind() == "import_statement" for up in node.ancestors()):
                yield module, node


def _is_status(node: SgNode) -> bool:
    parent = node.parent()
    while parent is not None and parent.kind() in ("ternary_expression", "parenthesized_expression", "as_expression"):
        parent = parent.parent()
    if parent is None:
        return False
    if parent.kind() == "pair":
        key = parent.field("key")
        return key is not None and key.text().strip("\"'") in ("status", "statusCode")
    if parent.kind() == "arguments":
        call = parent.parent()
        called = (call.field("function") or call.field("constructor")) if call is not None else None
        return called is not None and _ANSWERS.search(called.text().rpartition(".")[2]) is not None
    if parent.kind() == "variable_declarator":
        name = parent.field("name")
        return name is not None and "status" in name.text().lower()
    return parent.kind() in ("return_statement", "assignment_expression")


def _redirects(modules: list[Module]) -> Iterator[tuple[Module, SgNode]]:
    for module in modules:
        for node in module.tree.find_all(kind="call_expression"):
            called = node.field("function")
            if called is not None and re.search(r"(^|\.)redirect$", called.text()):
                yield module, node
    yield from _statuses(modules, _REDIRECTS)


def _reads_credentials(tree: SgNode) -> bool:
    for node in tree.find_all(
        any=[{"kind": "string_fragment"}, {"kind": "identifier"}, {"kind": "property_identifier"}]
    ):
        text = node.text()
        if node.kind() == "string_fragment":
            if _CREDENTIAL.fullmatch(text):
                return True
        elif _READS.fullmatch(text) or text in ("cookies", "authorization"):
            return True
    return False
