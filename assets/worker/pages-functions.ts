// Runs handlers by path, as Pages Functions does: first every middleware on the way to the path, outermost first,
// then the handlers of the first route that matches it, and in the end the files.

/** What a handler is given is typed where it is written, as `PagesFunction` for instance. */
type Handler = (context: never) => unknown;
type Handlers = readonly (Handler | readonly Handler[])[];
type Params = Record<string, string | string[]>;

/** One row of the route table. The rows are tried in their order. */
export interface Route {
  /** `/users/:id` takes one segment for `:id`; `/files/:path*` takes any number for `:path*`, also none. */
  path: string;
  /** Without one, the row answers every method. HEAD is a method of its own. */
  method?: string;
  /** They run on this path and on every path below it. */
  middlewares?: Handlers;
  /** They run on this path only. */
  handlers?: Handlers;
}

interface Environment {
  ASSETS: { fetch(request: Request): Promise<Response> };
}

interface Lifetime {
  waitUntil(promise: Promise<unknown>): void;
}

interface Match {
  path: string;
  params: Params;
}

/** Makes the `fetch` handler of a Worker from a route table. */
export function pagesFunctions(table: readonly Route[]) {
  const routes = table.map(({ path, method, middlewares, handlers }) => ({
    method,
    around: middlewares && { run: middlewares, match: matcher(path, false) },
    exact: handlers && { run: handlers, match: matcher(path, true) },
  }));

  /** What runs for a request, step by step, with the part of the path that the step covers. */
  function* steps(method: string, path: string): Generator<Match & { handler: Handler }, void> {
    const possible = routes.filter((route) => !route.method || route.method === method);
    for (const { around } of [...possible].reverse()) {
      const match = around?.match(path);
      if (around && match) for (const handler of around.run.flat()) yield { handler, ...match };
    }
    for (const { exact } of possible) {
      const match = exact?.match(path);
      if (exact && match) {
        for (const handler of exact.run.flat()) yield { handler, ...match };
        return;
      }
    }
  }

  return async (original: Request, env: Environment, lifetime: Lifetime): Promise<Response> => {
    const remaining = steps(original.method, new URL(original.url).pathname);
    let request = original;
    let data: object = {};
    let passThrough = false;

    /** Runs the next step. A request that is given to it is what all later steps see. */
    const next = async (input?: Request | string, init?: RequestInit): Promise<Response> => {
      if (input !== undefined) {
        request = new Request(typeof input === "string" ? new URL(input, request.url).toString() : input, init);
      }
      const step = remaining.next();
      if (step.done) return mutable(await env.ASSETS.fetch(request));
      const { handler, params, path } = step.value;
      const context = {
        request: new Request(request.clone()),
        functionPath: path,
        next,
        params,
        get data() {
          return data;
        },
        set data(value) {
          if (typeof value !== "object" || value === null) throw new Error("context.data must be an object");
          data = value;
        },
        env,
        waitUntil: lifetime.waitUntil.bind(lifetime),
        passThroughOnException: () => {
          passThrough = true;
        },
      };
      const response = await handler(context as never);
      if (!(response instanceof Response)) throw new Error("Your Pages function should return a Response");
      return mutable(response);
    };

    try {
      return await next();
    } catch (error) {
      if (passThrough) return mutable(await env.ASSETS.fetch(request));
      throw error;
    }
  };
}

/** A copy whose headers may be changed. Answers with these statuses have no body. */
function mutable(response: Response): Response {
  return new Response([101, 204, 205, 304].includes(response.status) ? null : response.body, response);
}

/**
 * Makes a function that matches the beginning of a path, or exactly a path. Letter case does not matter, and a slash
 * at the end is optional. Parameters stay percent-encoded.
 */
function matcher(route: string, exactly: boolean): (path: string) => Match | undefined {
  const parameters: { name: string; many: boolean }[] = [];
  let source = "^";
  let end = 0;
  for (const found of route.matchAll(/(\/?):(\w+)(\*?)/g)) {
    const [whole, slash = "", name = "", star = ""] = found;
    const text = route.slice(end, found.index);
    if (!slash && (!text || star)) throw new TypeError(`${whole} stands too close to what is before it in ${route}`);
    // Without a slash before it, a parameter ends where the text before it comes again.
    const part = slash || text.includes("/") ? "[^/]+?" : `(?:(?!${literal(text)})[^/])+?`;
    source += literal(text) + (star ? `(?:/((?:${part})(?:/(?:${part}))*))?` : `${slash}(${part})`);
    parameters.push({ name, many: star === "*" });
    end = (found.index ?? 0) + whole.length;
  }
  source += literal(route.slice(end));
  // Nothing needs to follow a path that ends like this; the others end before a slash or where the path ends.
  const open = /[/[\]\\]$/.test(route);
  source += exactly ? "/?$" : `(?:/$)?${open ? "" : "(?=/|$)"}`;
  const expression = new RegExp(source, "i");

  return (path) => {
    const found = expression.exec(path);
    if (!found) return undefined;
    const params: Params = Object.create(null);
    parameters.forEach(({ name, many }, index) => {
      const value = found[index + 1];
      if (value !== undefined) params[name] = many ? value.split("/") : value;
    });
    return { path: found[0], params };
  };
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
