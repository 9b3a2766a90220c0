// Answers preflights and lets other origins read the rest.
export async function onRequest({ request, next }) {
  if (request.method === "OPTIONS") {
    return new Response(null, {
      status: 204,
      headers: { "access-control-allow-origin": "*", "access-control-allow-methods": "GET, POST" },
    });
  }
  const response = await next();
  response.headers.set("access-control-allow-origin", "*");
  return response;
}
