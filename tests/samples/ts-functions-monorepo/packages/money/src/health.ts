export const health = (): Response => new Response("ok\n", { headers: { "cache-control": "no-store" } });
