"""The single questions: what moves by itself, what needs a decision, what blocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from edgewise.account.resources.bindings import pages_bindings
from edgewise.account.resources.readiness.points import BLOCKS, DECIDE, MOVES, PagesSettings, Point
from edgewise.account.resources.values import at, number, text, texts

# ---------------------------------------------------------------------- domains


def _domains(project: PagesSettings) -> Iterator[Point]:
    """Pages takes a domain of anybody's by a CNAME; a Worker only those of a zone in its account."""
    zones = project.zones
    here = [each for each in project.own_domains if zones and _in_zone(each, zones)]
    others = [each for each in project.own_domains if each not in here]
    if others and zones:
        yield Point(
            "domain-outside-zones", BLOCKS, "a domain whose DNS is elsewhere",
            f"{_listed(others)} in no zone of this account. A Worker cannot have it: bring the zone to Cloudflare, or "
            "leave this domain on Pages.",
        )  # fmt: skip
    elif others:
        yield Point(
            "domain-unknown", DECIDE, "domains that could not be checked",
            f"{_listed(others)} perhaps in no zone of this account, and then a Worker cannot have it. With the "
            "permission Zone Read edgewise can tell.",
        )  # fmt: skip
    if here:
        yield Point(
            "domain-changes-over", DECIDE, "when the domain changes over",
            f"{_listed(here)} in a zone of this account and can go to the Worker. Its record for Pages is in the way "
            "until then; you choose the moment.",
        )  # fmt: skip
    if not project.own_domains:
        yield Point(
            "pages-dev-address", DECIDE, "the address on pages.dev",
            f"{project.at('subdomain') or 'The address on pages.dev'} is its only address. The Worker gets one on "
            "workers.dev; whoever links to the old one has to be sent on.",
        )  # fmt: skip


def _in_zone(host: str, zones: Collection[str]) -> bool:
    return any(host == zone or host.endswith(f".{zone}") for zone in zones)


# ---------------------------------------------------------------------- code


_ADAPTERS = {
    "next": "Next.js needs a road: a static export, OpenNext, vinext, or to stay.",
    "next-js": "Next.js needs a road: a static export, OpenNext, vinext, or to stay.",
}


def _code(project: PagesSettings) -> Iterator[Point]:
    """Functions are built by Pages itself. On Workers, the build is yours, or the framework's adapter's."""
    if project.functions is None:
        yield Point(
            "functions-unknown", DECIDE, "whether it runs code",
            "Nothing in the settings says so. Static files move by themselves; Functions need a decision.",
        )  # fmt: skip
    if not project.functions:
        return
    framework = (project.at("framework") or "").casefold()
    if framework:
        yield Point(
            "framework-adapter", DECIDE, "the framework's adapter",
            _ADAPTERS.get(framework)
            or f"{framework} builds for Pages now and has to build for Workers, by its adapter or preset.",
        )  # fmt: skip
    else:
        yield Point(
            "functions", DECIDE, "how the Functions run",
            "Compiled as they are in the Worker's build, or rewritten as an entry of your own.",
        )  # fmt: skip
    if at(project.production, "fail_open") is True:
        yield Point(
            "fail-open", DECIDE, "what happens above the free plan's limit",
            "This project then serves its files without the Functions. A Worker answers 429 where it runs first.",
        )  # fmt: skip


def _compatibility(project: PagesSettings) -> Iterator[Point]:
    if at(project.production, "always_use_latest_compatibility_date") is True:
        yield Point(
            "compatibility-floats", DECIDE, "a compatibility date",
            "Pages always takes the newest one. A Worker has a date of its own: choose the one it is tested with.",
        )  # fmt: skip
    elif date := text(at(project.production, "compatibility_date")):
        flags = texts(at(project.production, "compatibility_flags"))
        with_flags = f" and the flags {', '.join(flags)}" if flags else ""
        yield Point("compatibility", MOVES, "compatibility", f"The date {date}{with_flags}.")
    usage = text(at(project.production, "usage_model"))
    if usage and usage != "standard":
        yield Point(
            "usage-model", DECIDE, "the usage model",
            f"“{usage}” is retired; the Worker is billed as “standard”, by requests and CPU time.",
        )  # fmt: skip
    kept = [
        word
        for word, there in (
            ("placement", text(at(project.production, "placement.mode"))),
            ("the CPU limit", number(at(project.production, "limits.cpu_ms"))),
        )
        if there
    ]
    if kept:
        yield Point("how-it-runs", MOVES, "how it runs", f"{_sentence(kept)} are settings of a Worker, too.")


# ---------------------------------------------------------------------- what it is given


def _bindings(project: PagesSettings) -> Iterator[Point]:
    """The same bindings exist on Workers. Secrets do, too, but nobody can read what they hold."""
    found = list(pages_bindings(project.production))
    words: dict[str, list[str]] = {}
    for name, of, _ in found:
        words.setdefault(of.type, []).append(text(name) or "?")
    secrets = words.pop("secret_text", [])
    unknown = [text(name) or "?" for name, of, _ in found if not of.known]
    if unknown:
        yield Point(
            "binding-unknown", DECIDE, "a binding that edgewise does not know",
            f"{_sentence(unknown)}: look up whether Workers have it.",
        )  # fmt: skip
    if secrets:
        yield Point(
            "secrets", DECIDE, "secrets",
            f"{_sentence(secrets)}: Cloudflare never shows what a secret holds. You set each one on the Worker.",
        )  # fmt: skip
    counted = [
        f"{len(names)} {_word(kind, len(names))}" for kind, names in words.items() if names and _known(kind, found)
    ]
    if counted:
        yield Point("bindings", MOVES, "variables and bindings", f"{_sentence(counted)}, with the same data behind.")


def _known(kind: str, found: list[Any]) -> bool:
    return any(of.type == kind and of.known for _, of, _ in found)


def _word(kind: str, count: int) -> str:
    from edgewise.account.resources.bindings import binding_type

    return binding_type(kind).word + ("s" if kind in ("plain_text", "queue", "service") and count != 1 else "")


def _previews(project: PagesSettings) -> Iterator[Point]:
    """Both keep previews apart, each in its own way."""
    mine = {(name, of.type): dict(each) for name, of, each in pages_bindings(project.production)}
    theirs = {(name, of.type): dict(each) for name, of, each in pages_bindings(project.preview)}
    if theirs and mine != theirs:
        yield Point(
            "preview-bindings", DECIDE, "previews with bindings of their own",
            "On Workers they stand in a block for previews, or in an environment of their own.",
        )  # fmt: skip
    elif mine and not theirs:
        yield Point(
            "preview-empty", DECIDE, "previews without bindings",
            "Previews of this project are given nothing. On Workers you choose what they may reach.",
        )  # fmt: skip


# ---------------------------------------------------------------------- how it is built and deployed


def _deploying(project: PagesSettings) -> Iterator[Point]:
    owner, name = project.at("source.config.owner"), project.at("source.config.repo_name")
    if owner or name or project.at("source.type"):
        yield Point(
            "git-integration", DECIDE, "who builds after a push",
            f"Connect {owner or '?'}/{name or '?'} to Workers Builds, then turn off the project's own deployments, so "
            "that a push does not deploy both.",
        )  # fmt: skip
        if number_of_variables := sum(of.type == "plain_text" for _, of, _ in pages_bindings(project.production)):
            them = "the variable" if number_of_variables == 1 else f"the {number_of_variables} variables"
            yield Point(
                "build-variables", DECIDE, "variables that the build reads",
                f"Pages gives {them} to the build and to the code alike. Workers Builds has a set of its own.",
            )  # fmt: skip
    else:
        yield Point(
            "direct-upload", DECIDE, "who deploys",
            "It is uploaded from somewhere, by wrangler or by CI: that has to call wrangler deploy instead.",
        )  # fmt: skip
    if project.at("source.config.preview_deployment_setting") == "custom":
        yield Point(
            "preview-branches", DECIDE, "which branches get previews",
            "This project chooses them by patterns. Workers Builds turns previews of other branches on or off as a "
            "whole.",
        )  # fmt: skip
    command, output = project.at("build_config.build_command"), project.at("build_config.destination_dir")
    if command or output:
        what = " into ".join(each for each in (command, output) if each)
        yield Point("build", MOVES, "the build", f"{what}: the command stays, the folder becomes the Worker's assets.")


def _analytics(project: PagesSettings) -> Iterator[Point]:
    if project.at("build_config.web_analytics_token") or project.at("build_config.web_analytics_tag"):
        yield Point(
            "web-analytics", DECIDE, "Web Analytics",
            "Pages puts the script into each page. On Workers, you paste it into the pages, or let the zone do it.",
        )  # fmt: skip


CHECKS: tuple[Callable[[PagesSettings], Iterator[Point]], ...] = (
    _domains, _code, _compatibility, _bindings, _previews, _deploying, _analytics,
)  # fmt: skip


def _listed(names: list[str]) -> str:
    return f"{_sentence(names)} {'is' if len(names) == 1 else 'are'}"


def _sentence(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
