// Reads lines of JSON, {pattern, path}, and answers each with what Pages' matcher and ours make of it.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [router, toolchain] = process.argv.slice(2);
const { match } = createRequire(`${toolchain}/package.json`)("path-to-regexp");
const { pagesFunctions } = await import(router);
const env = { ASSETS: { fetch: async () => Response.json(null) } };
const lifetime = { waitUntil() {} };
const report = ({ params, functionPath }) => Response.json({ path: functionPath, params });

/** What the real template does with a route: see wrangler/templates/pages-template-worker.ts. */
function theirs(pattern, path, end) {
  const found = match(pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&"), { end })(path);
  return found ? { path: found.path, params: found.params } : null;
}

async function ours(pattern, url, kind) {
  const fetch = pagesFunctions([{ path: pattern, [kind]: [report] }]);
  return (await fetch(new Request(url), env, lifetime)).json();
}

function attempt(make) {
  try {
    return make();
  } catch {
    return "error";
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { pattern, path } = JSON.parse(line);
  const url = new URL(`http://site${path}`);
  const answer = {
    theirs: [attempt(() => theirs(pattern, url.pathname, true)), attempt(() => theirs(pattern, url.pathname, false))],
    ours: [
      await ours(pattern, url, "handlers").catch(() => "error"),
      await ours(pattern, url, "middlewares").catch(() => "error"),
    ],
  };
  console.log(JSON.stringify(answer));
}
