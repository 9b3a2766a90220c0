// The pages of the desk.
export function page(request) {
  const { pathname } = new URL(request.url);
  if (pathname === "/") return new Response("Orders of today");
  if (pathname === "/admin") return new Response("Salaries");
  return new Response("No such page", { status: 404 });
}

// Writes a line about a request into the log. It takes its time.
export async function diary(request, response) {
  const { pathname } = new URL(request.url);
  await scheduler.wait(50);
  console.log(`answered ${response.status} ${pathname}`);
}
