// Reads the shapes of answers out of the types of Cloudflare's own npm package, which tests then hold against the demo
// account and the table of kinds. In an empty folder, with this file copied to it:
//
//   npm install cloudflare@7.3.0 typescript@5
//   node extract.cjs OUT.json pages/projects/projects.ts pages/projects/domains.ts ...
//
// FILE is below src/resources of the package; every GET in it becomes an answer. README.md says which make which file.
const ts = require("typescript"), fs = require("fs"), path = require("path");
const [out, ...files] = process.argv.slice(2);
const root = path.join(__dirname, "node_modules/cloudflare");
const version = JSON.parse(fs.readFileSync(path.join(root, "package.json"))).version;
const sources = files.map((f) => path.join(root, "src/resources", f));
const program = ts.createProgram(sources, { strict: true, target: ts.ScriptTarget.ES2022, moduleResolution: ts.ModuleResolutionKind.Node10, skipLibCheck: true, types: [] });
const checker = program.getTypeChecker();
const types = {}, answers = {}, names = new Map();

function named(type) {
  const symbol = type.aliasSymbol || type.symbol;
  if (!symbol || symbol.name.startsWith("__") || !symbol.declarations) return null;
  if (type.aliasTypeArguments?.length || (type.flags & ts.TypeFlags.EnumLike)) return null;
  if (!symbol.declarations.some((d) => d.getSourceFile().fileName.includes("cloudflare/src/resources"))) return null;
  const full = checker.getFullyQualifiedName(symbol).replace(/^".*"\./, "");
  return full;
}
function shape(type, depth) {
  const f = type.flags;
  if (f & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return "any";
  if (f & ts.TypeFlags.StringLiteral) return { enum: [type.value] };
  if (f & ts.TypeFlags.NumberLiteral) return { enum: [type.value] };
  if (f & ts.TypeFlags.BooleanLiteral) return "boolean";
  if (f & ts.TypeFlags.String) return "string";
  if (f & ts.TypeFlags.TemplateLiteral) return "string";
  if (f & ts.TypeFlags.Number) return "number";
  if (f & ts.TypeFlags.Boolean) return "boolean";
  if (f & ts.TypeFlags.Null) return "null";
  if (f & ts.TypeFlags.Undefined) return null;
  if (type.isUnion()) {
    const parts = type.types.map((t) => shape(t, depth)).filter((s) => s !== null);
    const enums = parts.filter((p) => p.enum).flatMap((p) => p.enum);
    const rest = parts.filter((p) => !p.enum);
    const all = [...(enums.length ? [{ enum: enums }] : []), ...rest];
    const unique = [...new Map(all.map((s) => [JSON.stringify(s), s])).values()];
    return unique.length === 1 ? unique[0] : { "any of": unique };
  }
  if (depth > 40) return "any";
  let name = named(type);
  const symbol = type.aliasSymbol || type.symbol;
  while (name && names.has(name) && names.get(name) !== symbol) name += "'";
  if (name && (f & ts.TypeFlags.Object || type.isIntersection())) {
    if (!names.has(name)) { names.set(name, symbol); types[name] = object(type, depth); }
    return { type: name };
  }
  return object(type, depth);
}
function object(type, depth) {
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const [of] = checker.getTypeArguments(type);
    return { list: of ? shape(of, depth + 1) : "any" };
  }
  const properties = checker.getPropertiesOfType(type);
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  if (!properties.length) return index ? { map: shape(index, depth + 1) } : "any";
  const fields = {};
  for (const p of properties) {
    const t = checker.getTypeOfSymbol(p);
    fields[p.name + (p.flags & ts.SymbolFlags.Optional ? "?" : "")] = shape(t, depth + 1);
  }
  return { object: fields };
}
function unwrap(type) {
  const name = type.symbol?.name, args = checker.getTypeArguments(type);
  if (name === "PagePromise") return ["rows", args[1], args[0].symbol?.name];
  if (name === "APIPromise") return ["result", args[0], null];
  return null;
}
for (const source of sources) {
  const file = program.getSourceFile(source);
  ts.forEachChild(file, (node) => {
    if (!ts.isClassDeclaration(node) || !node.name) return;
    for (const member of node.members) {
      if (!ts.isMethodDeclaration(member) || !member.body) continue;
      const text = member.body.getText(file);
      const found = text.match(/_client\s*\.(get|getAPIList)\(\s*path`([^`]*)`|_client\s*\.(get|getAPIList)\(\s*'([^']*)'/);
      if (!found) continue;
      const url = (found[2] || found[4]).replace(/\$\{\w+\}/g, "{}");
      const signature = checker.getSignatureFromDeclaration(member);
      const got = unwrap(checker.getReturnTypeOfSignature(signature));
      if (!got || /^Response$/.test(got[1].symbol?.name || "")) continue;
      const s = shape(got[1], 0);
      const key = `${/method: 'post'/.test(text) ? "POST" : "GET"} ${url}`;
      answers[key] = { file: `src/resources/${path.relative(path.join(root, "src/resources"), source)}`, gives: got[0], shape: s };
      if (got[2]) answers[key].pages = got[2].replace(/^.*?(V4PagePaginationArray|V4PagePagination|CursorPaginationAfter|CursorPagination|CursorLimitPagination|SinglePage)$/, "$1");
    }
  });
}
const about = `Shapes of answers, read from the types of the npm package cloudflare ${version} (cloudflare/cloudflare-typescript).`;
const lines = (map) => `{\n${Object.entries(map).map(([k, v]) => `  ${JSON.stringify(k)}: ${JSON.stringify(v)}`).join(",\n")}\n }`;
fs.writeFileSync(
  out,
  `{\n "about": ${JSON.stringify(about)},\n "version": ${JSON.stringify(version)},\n "answers": ${lines(answers)},\n "types": ${lines(types)}\n}\n`,
);
