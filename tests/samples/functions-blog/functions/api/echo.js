const onlyText = ({ request, next }) =>
  request.method === "GET" || (request.headers.get("content-type") ?? "").startsWith("text/")
    ? next()
    : new Response("Text only.\n", { status: 415 });

const answer = async ({ request }) =>
  new Response(`${request.method} ${await request.text()}\n`, { headers: { "cache-control": "no-store" } });

export const onRequest = [onlyText, answer];
