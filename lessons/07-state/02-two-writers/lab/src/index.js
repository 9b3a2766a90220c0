import { shelf } from "./shelf.js";
export { Shelf } from "./shelf.js";

export default {
  async fetch(request, env) {
    const article = new URL(request.url).pathname;

    // PUT: so many of it come in.
    if (request.method === "PUT") {
      const count = Number(await request.text());
      await env.STOCK.put(article, String(count));
      return Response.json({ left: count });
    }

    const left = Number(await env.STOCK.get(article));
    if (request.method === "GET") return Response.json({ left });

    // POST: somebody buys one.
    if (left === 0) return Response.json({ sold_out: true }, { status: 409 });
    await env.STOCK.put(article, String(left - 1));
    return Response.json({ left: left - 1 });
  },
};
