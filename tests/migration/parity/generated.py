"""Sites made up by chance: files, rules and routes in combinations that nobody would write down."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from urllib.parse import quote

WORDS = ("about", "blog", "a b", "café", "x.y", "q+&=", "index", "UPPER", "deep")
KINDS = ("html", "html", "html", "js", "css", "json", "txt", "svg", "", "xml", "woff2", "map")
STATUSES = ("", " 301", " 302", " 303", " 307", " 308", " 200", " 200", " 404", " 301!")
HEADERS = (
    "X-One: 1",
    "X-One: 2",
    "Cache-Control: max-age=60",
    "Cache-Control: public, max-age=0, must-revalidate",
    "Access-Control-Allow-Origin: https://a.example",
    "Referrer-Policy: no-referrer",
    "X-Content-Type-Options: off",
    "! Access-Control-Allow-Origin",
    "! Referrer-Policy",
    "! X-One",
    "X-Place: :splat",
    "not a header",
)
MIDDLEWARE = "export const onRequest = async ({ next }) => {\n  const found = await next();\n"
MIDDLEWARE += '  found.headers.set("x-middleware", "yes");\n  return found;\n};\n'
HANDLER = "export const onRequest%s = ({ request, params }) =>\n"
HANDLER += "  Response.json({ path: new URL(request.url).pathname, params });\n"


def site(chance: Random) -> dict[str, str]:
    """A project: path to content. It serves ``o`` and may have functions."""
    names = sorted(_names(chance))
    files = {f"o/{name}": f"<p>{name}</p>\n" if name.endswith(".html") else f"{name}\n" for name in names}
    files["wrangler.toml"] = 'name = "made"\npages_build_output_dir = "o"\ncompatibility_date = "2025-06-01"\n'
    paths = [f"/{name}" for name in names] + [f"/{name.removesuffix('.html')}" for name in names]
    if chance.random() < 0.8:
        files["o/_redirects"] = "".join(_redirects(chance, paths))
    if chance.random() < 0.8:
        files["o/_headers"] = "".join(_headers(chance, paths))
    if chance.random() < 0.6:
        files |= _functions(chance)
    return files


def _names(chance: Random) -> Iterator[str]:
    taken: set[str] = set()
    for _ in range(chance.randint(6, 14)):
        folder = "".join(f"{chance.choice(WORDS)}/" for _ in range(chance.choice((0, 0, 1, 1, 2))))
        stem, kind = chance.choice(WORDS), chance.choice(KINDS)
        name = f"{folder}{stem}.{kind}" if kind else f"{folder}{stem}"
        above = {name[: place + 1] for place, letter in enumerate(name) if letter == "/"}
        folders = {f"{each}/" for each in taken}
        if not above & folders and not any(each.startswith(f"{name}/") for each in taken):
            taken.add(name)
            yield name
    if chance.random() < 0.8:
        yield "index.html"
    for place in ("404.html", "blog/404.html", "deep/blog/404.html"):
        if chance.random() < 0.4 and "blog" not in taken and "deep" not in taken and "deep/blog" not in taken:
            yield place


def _pattern(chance: Random, paths: list[str]) -> str:
    path = chance.choice(paths).replace(" ", "%20").replace("é", "%C3%A9")
    form = chance.randrange(7)
    if form == 0:
        return path.rsplit("/", 1)[0] + "/*"
    if form == 1:
        return path.rsplit("/", 1)[0] + "/:name"
    if form == 2:
        return "/made/:one/:two"
    if form == 3:
        return f"{path}/"
    return "/made" + path if form == 4 else path


def _redirects(chance: Random, paths: list[str]) -> Iterator[str]:
    for _ in range(chance.randint(1, 8)):
        source = _pattern(chance, paths)
        target = chance.choice([*paths, "/nowhere", "/gone/:splat", "/a?b=1#c", "https://example.org/x", "/index.html"])
        # In the usual spelling: a rewrite to another one is redirected by Workers, and nothing tells that apart.
        target = quote(target, safe="/:?=#")
        if ":splat" in target and "*" not in source:
            target = "/gone"
        yield f"{source} {target}{chance.choice(STATUSES)}\n"


def _headers(chance: Random, paths: list[str]) -> Iterator[str]:
    for _ in range(chance.randint(1, 5)):
        yield chance.choice((_pattern(chance, paths), "/*", "/*")) + "\n"
        for line in chance.sample(HEADERS, chance.randint(1, 3)):
            yield f"  {line}\n"


def _functions(chance: Random) -> dict[str, str]:
    made: dict[str, str] = {}
    for place in ("api/hello", "blog/[slug]", "deep/[[rest]]", "about", "index", "api/UPPER"):
        if chance.random() < 0.4:
            made[f"functions/{place}.js"] = HANDLER % chance.choice(("", "Get", "Post", "Head"))
    for place in ("_middleware", "blog/_middleware"):
        if chance.random() < 0.3:
            made[f"functions/{place}.js"] = MIDDLEWARE
    if made and chance.random() < 0.4:
        rules = ["/*", "/api/*", "/blog", "/deep*", "/about/", "/"]
        include = [rule for rule in rules if chance.random() < 0.4] or ["/api/*"]
        include = ["/*"] if "/*" in include else include
        exclude = [rule for rule in ("/blog/*", "/x.y", "/deep/blog") if chance.random() < 0.4]
        made["o/_routes.json"] = f'{{"version": 1, "include": {include}, "exclude": {exclude}}}'.replace("'", '"')
    return made
