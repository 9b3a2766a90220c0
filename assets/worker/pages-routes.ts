// When Pages runs code for a request: the rules of _routes.json, matched as Pages matches them.

interface Routes {
  include: string[];
  exclude: string[];
}

/** Whether code runs for `request`. An exclude rule wins over an include rule. */
export function runsCode(request: Request, { include, exclude }: Routes): boolean {
  const { pathname } = new URL(request.url);
  const hit = (rule: string) => pattern(rule).test(pathname);
  return !exclude.some(hit) && include.some(hit);
}

/** `/api/*` also means `/api`, and `/api` also means `/api/`. Upper and lower case differ. */
function pattern(rule: string): RegExp {
  const literal = (text: string) => text.replace(/[\\^$+?.()|[\]{}]/g, "\\$&").replaceAll("*", ".*");
  if (rule === "/" || (rule.endsWith("*") && !rule.endsWith("/*")) || rule === "/*") return RegExp(`^${literal(rule)}$`);
  const stem = literal(rule.replace(/\/\*?$/, ""));
  return RegExp(rule.endsWith("/*") ? `^${stem}(/.*)?$` : `^${stem}/?$`);
}
