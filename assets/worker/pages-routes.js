// When Pages runs code for a request: the rules of _routes.json, matched as Pages matches them.

/** Whether code runs for `request`. An exclude rule wins over an include rule. */
export function runsCode(request, { include, exclude }) {
  const { pathname } = new URL(request.url);
  const hit = (rule) => pattern(rule).test(pathname);
  return !exclude.some(hit) && include.some(hit);
}

/** `/api/*` also means `/api`, and `/api` also means `/api/`. Upper and lower case differ. */
function pattern(rule) {
  const literal = (text) => text.replace(/[\\^$+?.()|[\]{}]/g, "\\$&").replaceAll("*", ".*");
  if (rule === "/" || (rule.endsWith("*") && !rule.endsWith("/*")) || rule === "/*") return RegExp(`^${literal(rule)}$`);
  const stem = literal(rule.replace(/\/\*?$/, ""));
  return RegExp(rule.endsWith("/*") ? `^${stem}(/.*)?$` : `^${stem}/?$`);
}
