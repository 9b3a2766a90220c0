// The parsers of _redirects and _headers, cut out of wrangler's own bundle.
// Usage: node real_parsers.js CLI_JS ASKED ANSWERS: files with a JSON array of {kind, text}, and of the results.
const fs = require("fs");
const vm = require("vm");

const lines = fs.readFileSync(process.argv[2], "utf8").split("\n");
const folder = "// ../workers-shared/utils/configuration/";

function section(name) {
  const start = lines.indexOf(`${folder}${name}.ts`);
  if (start < 0) throw new Error(`wrangler has no ${name} any more`);
  const end = lines.findIndex((line, index) => index > start && /^\/\/ (\.\.|src)\//.test(line));
  return lines.slice(start, end).join("\n");
}

const prelude = `
  var __name = (value) => value;
  var __esm = (module) => { let done = false; return () => { if (!done) { done = true; Object.values(module)[0](); } }; };
  var exports = {}; var init_import_meta_url = () => {};
`;
const code = ["constants", "validateURL", "parseHeaders", "parseRedirects"].map(section).join("\n");
const inits = [...code.matchAll(/^var (?:[\w, ]*, )?(init_\w+) = __esm/gm)].map((match) => `${match[1]}();`).join("\n");
vm.runInThisContext(`${prelude}\n${code}\n${inits}`);

const asked = JSON.parse(fs.readFileSync(process.argv[3], "utf8"));
const answers = asked.map(({ kind, text }) => (kind === "redirects" ? parseRedirects(text) : parseHeaders(text)));
fs.writeFileSync(process.argv[4], JSON.stringify(answers));
