// The start page is read from KV once and kept, to be quick.
let home;

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);

    if (request.method === "PUT") {
      await env.PAGES.put(pathname, await request.text());
      return new Response("stored", { status: 201 });
    }

    if (request.method === "POST") {
      const order = await read(request);
      if (!order?.item) {
        console.warn(`bad order for ${pathname}`);
        return Response.json({ error: "an order has an item" }, { status: 400 });
      }
      ctx.waitUntil(note(env, `order ${order.item}`));
      return Response.json({ ordered: order.item }, { status: 201 });
    }

    if (pathname === "/diary") {
      const { keys } = await env.PAGES.list({ prefix: "diary " });
      return Response.json(keys.map((key) => key.name.slice(6)));
    }

    home ??= await env.PAGES.get("/");
    return new Response(home, { headers: { "content-type": "text/html" } });
  },
};

async function read(request) {
  try {
    return await request.json();
  } catch {
    return null;
  }
}

// A line in the diary. The bookkeeping before it takes a moment.
async function note(env, text) {
  await scheduler.wait(100);
  await env.PAGES.put(`diary ${text}`, "");
}
