// Stands before everything below /api.

export function onRequest({ request, next }) {
  if (request.method === "POST" && request.headers.get("x-key") !== "open") {
    return new Response("Who are you?", { status: 401 });
  }
  return next();
}
