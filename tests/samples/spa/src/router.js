const recipes = { "/soup": "Leek soup", "/bread": "Rye bread" };

export function page(path) {
  if (path === "/") return Object.values(recipes).join(", ");
  return recipes[path] ?? "No such recipe";
}
