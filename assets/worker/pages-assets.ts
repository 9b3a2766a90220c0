// Answers requests for files exactly as Cloudflare Pages does.
//
// Workers finds the same file for a request as Pages, and applies the same rules of _headers and _redirects. It
// differs in what it answers: how it redirects to a page's usual address, what it says when nothing is found, and
// which headers it adds. So this module asks Workers, and then writes the answer that Pages would give.

interface Assets {
  fetch(request: Request): Promise<Response>;
}

/** What only few sites have. */
interface Site {
  /** Paths with no 404 page above them get index.html, though there are 404 pages elsewhere. */
  home?: boolean;
  /** Paths ending in /index or /index/ that are files or pages of their own. */
  files?: string[];
  /** Rules of _headers that say the content type or how to cache, or that take away headers which Pages adds. */
  rules?: { path: RegExp; sets?: string[]; removes?: string[]; type?: string }[];
  /** Paths that _redirects moves with status 307, which Workers' own redirects have too. */
  temporary?: RegExp[];
  /** Paths that _redirects rewrites to others, with status 200. */
  rewritten?: RegExp[];
}

const ADDED = {
  "access-control-allow-origin": "*",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
};
const REVALIDATE = "public, max-age=0, must-revalidate";
const MOVED = [301, 302, 303, 307, 308];

/** The ASSETS binding as code on Pages knows it. */
export function pagesAssets(binding: Assets, site: Site = {}) {
  return {
    async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
      let request = new Request(input, init);
      let response = await answer(request);
      let hop = 0;
      for (; hop < 20 && request.redirect === "follow" && MOVED.includes(response.status); hop++) {
        const target = new URL(response.headers.get("location") ?? "", request.url);
        const method = response.status < 307 && request.method === "POST" ? "GET" : request.method;
        request = new Request(target, { method, headers: request.headers, redirect: "follow" });
        response = await answer(request);
      }
      return Object.defineProperties(response, { url: { value: request.url }, redirected: { value: hop > 0 } });
    },
  };

  async function answer(request: Request): Promise<Response> {
    const { method, headers } = request;
    const { origin, pathname, search } = addressOf(request);
    const path = decoded(pathname);
    const among = (rules: RegExp[] = []) => rules.some((rule) => rule.test(pathname));
    const ask = (target: string) => binding.fetch(new Request(origin + target, { method, headers, redirect: "manual" }));

    let found = await ask(pathname + search);
    if (found.status >= 500) return found;
    let moved = destination(found);
    if (MOVED.includes(found.status)) {
      if (moved === undefined || among(site.temporary)) return redirect(request, found);
      const own = isWorkersOwn(path, moved) && !among(site.rewritten);
      if (!own) return write(request, 308, found.headers, null, encoded(moved) + search); // of the rewritten path
    }
    if (method !== "GET" && method !== "HEAD") return write(request, 405, found.headers);

    // Workers redirects an unusual spelling of a path to the usual one; Pages answers at once.
    if (moved === squeezed(path)) {
      const rules = new Headers(found.headers);
      const spelled = rulesFor(encoded(moved)).find((rule) => rule.type !== undefined);
      if (spelled?.type && !rulesFor(pathname).includes(spelled)) rules.set("content-type", spelled.type);
      found = await ask(encoded(moved) + search);
      moved = destination(found);
      if (MOVED.includes(found.status) && !isWorkersOwn(path, moved)) return redirect(request, found);
      if (isThere(found)) found = withRules(request, rules, found);
    }
    const usual = among(site.rewritten) ? undefined : usualAddress(path, moved, site.files ?? []);
    if (usual !== undefined) return write(request, 308, found.headers, null, encoded(usual) + search);
    if (moved === undefined && isThere(found)) return write(request, found.status, found.headers, found.body);

    // Nothing is there: the nearest 404 page answers, or else index.html. What Workers says to a path beside this one
    // shows which; the headers stay those for the path that was asked for.
    const [, folder = "/", extension = ""] = squeezed(path).match(/^(.*\/)[^/]*?(\.\w+)?$/) ?? [];
    let page = await ask(`${encoded(folder)}no-such-page-anywhere${extension}`);
    if (!isThere(page) && site.home) page = await ask("/");
    if (MOVED.includes(page.status) || !isThere(page)) return write(request, 404, found.headers);
    page = withRules(request, found.headers, page);
    return write(request, page.status, page.headers, page.body);
  }

  function redirect(request: Request, found: Response): Response {
    const location = found.headers.get("location") ?? "";
    const text = found.status === 308 ? null : `Redirecting to ${location}`;
    return write(request, found.status, found.headers, text, location);
  }

  function write(request: Request, status: number, from: Headers, body: BodyInit | null = null, location = "") {
    const rules = rulesFor(addressOf(request).pathname);
    const sets = (name: string) => rules.some((rule) => rule.sets?.includes(name));
    const headers = new Headers(from);
    for (const name of ["cf-cache-status", "x-mf-additional-response-log", "location"]) headers.delete(name);
    if (location) headers.set("location", location);
    if (status === 404) {
      headers.set("cache-control", "no-store");
    } else if (status !== 200 && headers.has("etag")) {
      if (!sets("content-type")) headers.delete("content-type"); // of the file, which is not sent
      if (!sets("cache-control") && headers.get("cache-control") === REVALIDATE) headers.delete("cache-control");
    }
    if (status !== 200) headers.delete("etag");
    const type = headers.get("content-type");
    if (type === "text/javascript; charset=utf-8" && !sets("content-type")) {
      headers.set("content-type", "application/javascript");
    }
    if (type === null && status === 200) headers.set("content-type", "application/octet-stream");
    if (type === null && typeof body === "string") headers.set("content-type", "text/plain;charset=UTF-8");

    const sniffed = (status === 200 || status === 404 || typeof body === "string") && headers.has("content-type");
    for (const [name, value] of Object.entries(ADDED)) {
      const wanted = name !== "x-content-type-options" || sniffed;
      const removed = rules.some((rule) => rule.removes?.includes(name));
      if (wanted && !removed && !headers.has(name)) headers.set(name, value);
    }
    return new Response(request.method === "HEAD" ? null : body, { status, headers });
  }

  function rulesFor(pathname: string) {
    return (site.rules ?? []).filter((rule) => rule.path.test(pathname));
  }
}

/** The parts of a request's address as they are written: with old compatibility dates, URL would change them. */
function addressOf({ url }: Request) {
  const [, origin = "", pathname, search = ""] = url.match(/^(\w+:\/\/[^/?#]*)([^?#]*)(\?[^#]*)?/) ?? [];
  return { origin, pathname: pathname || "/", search };
}

/** The file with the headers that _headers gives to another path: the one that was asked for. */
function withRules(request: Request, rules: Headers, file: Response): Response {
  const headers = new Headers(rules);
  const cacheable = !request.headers.has("authorization") && !request.headers.has("range");
  if (!headers.has("cache-control") && cacheable) headers.set("cache-control", REVALIDATE);
  headers.delete("location");
  for (const name of ["content-type", "etag"]) {
    const value = file.headers.get(name);
    if (value !== null && !headers.has(name)) headers.set(name, value);
  }
  return new Response(file.body, { status: file.status, headers });
}

/** Whether Workers found a file, or a page to show instead. */
function isThere({ status, headers }: Response): boolean {
  return status !== 404 || headers.has("etag") || headers.has("content-type");
}

/** The path to which a redirect with status 307 leads, decoded; undefined when it may leave the site. */
function destination({ status, headers }: Response): string | undefined {
  const location = headers.get("location") ?? "";
  return status === 307 && location.startsWith("/") ? squeezed(decoded(location.replace(/[?#].*/, ""))) : undefined;
}

/** Whether Workers redirects from `path` to `moved` by itself, to the usual address of a page. */
function isWorkersOwn(path: string, moved: string | undefined): boolean {
  const asked = squeezed(path);
  const ends = [/\/$/, /\.html$/, /index$/, /\/index$/, /index\.html$/, /\/index\.html$/];
  const usual = [asked, `${asked}/`, asked.replace(/\.html$/, "/"), ...ends.map((end) => asked.replace(end, "") || "/")];
  return moved !== undefined && usual.includes(moved);
}

/** The address to which Pages redirects `path`, or undefined. Workers redirects to some more: `moved`. */
function usualAddress(path: string, moved: string | undefined, files: string[]): string | undefined {
  if (/\/index\/?$/.test(path) && !files.includes(squeezed(path))) return path.replace(/index\/?$/, "");
  const candidates = [path.endsWith("/") ? path.slice(0, -1) : `${path}/`];
  if (path.endsWith(".html")) candidates.push(path.replace(/(\/)index\.html$|\.html$/, "$1"));
  return candidates.find((each) => squeezed(each) === moved);
}

function squeezed(path: string): string {
  return path.replace(/\/+/g, "/");
}

function decoded(pathname: string): string {
  return pathname.split("/").map(decodedPart).join("/");
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Never leads to another host: slashes and the like at the beginning become one. */
function encoded(path: string): string {
  const location = path.split("/").map(encodeURIComponent).join("/");
  return location.replace(/^(?:\/|%2F|%5C|%09|\s|\\)+/i, "/");
}
