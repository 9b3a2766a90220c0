"""Made-up ``functions/`` folders, and requests for them."""

from __future__ import annotations

import json
import random
from typing import Any

SEGMENTS = ("api", "v.1", "Users", "a-b", "[id]", "[name]", "user-[id]", "[a]-[b]", "[x].json", "(group)", "$1", "x y")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
EXPORTS = ("", "", "Get", "Post", "Put", "Patch", "Delete", "Options", "Head")
MIDDLEWARE = (
    "next",
    "next",
    "next",
    "next",
    "relative",
    "request",
    "both",
    "data",
    "replace",
    "throw",
    "wait",
    "again",
)
MODULE = ("answer", "answer", "answer", "next", "throw", "nothing", "empty", "moved", "bad", "fallback", "change")

HANDLER = """\
/** A handler that does what the request asks for, and tells what it was given. */
export const handler = (name, kind) => async (context) => {
  const { request, params, functionPath, next, data, env } = context;
  env.CALLS.push(name);
  const trail = { name, params, functionPath, url: request.url, method: request.method, data: { ...data } };
  const seen = async (response) => {
    response.headers.append("x-trail", JSON.stringify(trail));
    return response;
  };
  switch (request.headers.get(`x-${kind}`)) {
    case "next": return seen(await next());
    case "relative": return seen(await next("../other?from=" + encodeURIComponent(name)));
    case "request": return seen(await next(new Request(new URL("/by/request", request.url), request)));
    case "both": return seen(await next("/both", { method: "POST", body: "new body", headers: request.headers }));
    case "data": data[name] = await request.text(); return seen(await next());
    case "replace": context.data = { ...data, replaced: name }; return seen(await next());
    case "bad": context.data = 5; return next();
    case "throw": throw new Error(`thrown by ${name}`);
    case "fallback": context.passThroughOnException(); throw new Error("not seen");
    case "nothing": return { status: 200 };
    case "empty": return new Response(null, { status: 204, headers: { "x-name": name } });
    case "moved": return Response.redirect(new URL("/elsewhere", request.url), 303);
    case "wait": context.waitUntil(Promise.resolve(name)); return seen(await next());
    case "again": await next(); return seen(await next());
    case "change": return new Response(await request.text(), { headers: { "x-trail": JSON.stringify(trail) } });
    default: return Response.json(trail);
  }
};
"""

HARNESS = """\
import compiled from "./compiled/index.js";
import native from "./worker/index.js";

async function run(worker, { method, path, headers, body }) {
  const calls = [];
  const lifetime = {
    waited: 0,
    waitUntil(promise) {
      this.waited += 1;
    },
    passThroughOnException() {},
  };
  const ASSETS = {
    async fetch(request) {
      calls.push(`ASSETS ${request.method} ${request.url}`);
      if (request.url.includes("other")) return Response.redirect(request.url, 307);
      return new Response(`asset ${await request.text()}`, { status: 404 });
    },
  };
  const request = new Request(`http://site${path}`, { method, headers, body, redirect: "manual" });
  try {
    const response = await worker.fetch(request, { ASSETS, CALLS: calls }, lifetime);
    const text = await response.text();
    return { status: response.status, headers: [...response.headers], text, calls, waited: lifetime.waited };
  } catch (error) {
    return { error: String(error), calls, waited: lifetime.waited };
  }
}

export default {
  async fetch(request) {
    const answers = [];
    for (const each of await request.json()) {
      answers.push([await run(compiled, each), await run(native, each)]);
    }
    return Response.json(answers);
  },
};
"""


def tree(random: random.Random) -> dict[str, str]:
    """Source files of a project, with ``functions/`` and the module that its handlers come from."""
    files = {"lib/handler.js": HANDLER}
    folders = [""]
    for _ in range(14):
        parent = random.choice([each for each in folders if each.count("/") < 4])
        folders.append(f"{parent}{random.choice(SEGMENTS)}/")
    for folder in dict.fromkeys(folders):
        names = random.sample(
            [*SEGMENTS, "index", "index", "[[path]]", "[[Rest]]", "_middleware"], k=random.randint(1, 4)
        )
        for name in names:
            files[f"functions/{folder}{name}.js"] = _module(random, folder, name)
    return files


def _module(random: random.Random, folder: str, name: str) -> str:
    kind = "middleware" if name == "_middleware" else "module"
    up = "../" * (folder.count("/") + 1)
    lines = [f'import {{ handler }} from "{up}lib/handler.js";']
    for export in dict.fromkeys(random.choices(EXPORTS, k=random.choice((1, 1, 2, 3)))):
        each = f"{folder}{name}:{export}"
        many = [f"{each}:{number}" for number in range(random.choice((0, 1, 2, 3)))]
        made = [f"handler({json.dumps(part)}, {json.dumps(kind)})" for part in many]
        value = f"[{', '.join(made)}]" if len(many) != 1 else made[0]
        lines.append(f"export const onRequest{export} = {value};")
    return "\n".join(lines) + "\n"


def requests(random: random.Random, files: dict[str, str], count: int) -> list[dict[str, Any]]:
    """Requests for paths that the folder has, nearly has, and does not have."""
    stems = [name.removeprefix("functions/").removesuffix(".js") for name in files if name.startswith("functions/")]
    found = []
    for _ in range(count):
        path = _path(random, random.choice(stems))
        method = random.choice(("GET", "GET", "GET", *METHODS))
        headers = {"x-middleware": random.choice(MIDDLEWARE), "x-module": random.choice(MODULE)}
        body = "old body" if method in ("POST", "PUT", "PATCH") else None
        found.append({"method": method, "path": path, "headers": headers, "body": body})
    return found


def _path(random: random.Random, stem: str) -> str:
    parts = [part for part in stem.split("/") if part not in ("index", "_middleware")]
    values = ("1", "one-two", "%2F", "%C3%A9", "a.json", "user-7", "x%20y")
    filled: list[str] = []
    for part in parts:
        if part.startswith("[["):
            filled += random.choices(values, k=random.randint(0, 3))
            continue
        while "[" in part:
            before, _, rest = part.partition("[")
            part = before + random.choice(values) + rest.partition("]")[2]
        filled.append(part.replace(" ", random.choice((" ", "%20"))))
    filled += random.choices(("more", "api"), k=random.choice((0, 0, 0, 1)))
    path = "/" + "/".join(filled)
    path = random.choice((path, path, path, path.upper(), path.lower()))
    return path + random.choice(("", "", "", "/", "//", "?q=1"))
