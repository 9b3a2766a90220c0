import { shelf } from "./shelf.js";
export { Shelf } from "./shelf.js";

export default {
  async fetch(request, env) {
    const article = new URL(request.url).pathname;
    const stock = shelf(env, article);

    // PUT: so many of it come in.
    if (request.method === "PUT") {
      return Response.json({ left: await stock.fill(Number(await request.text())) });
    }

    if (request.method === "GET") return Response.json({ left: await stock.left() });

    // POST: somebody buys one.
    const left = await stock.take();
    if (left === null) return Response.json({ sold_out: true }, { status: 409 });
    return Response.json({ left });
  },
};
