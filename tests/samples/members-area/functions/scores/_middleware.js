export async function onRequest({ request, next }) {
  if (request.headers.get("authorization") !== "Bearer conductor") {
    return new Response("Scores are for players.\n", { status: 401, headers: { "www-authenticate": "Bearer" } });
  }
  const response = await next();
  response.headers.set("cache-control", "private");
  return response;
}
