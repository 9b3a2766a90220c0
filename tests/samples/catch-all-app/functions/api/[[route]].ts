import { handle, Router } from "../../vendor/router";

interface Env {
  ASSETS: { fetch(request: Request): Promise<Response> };
  CURRENCY: string;
}

const app = new Router<Env>("/api");

app.use("/*", async (c, next) => {
  const response = await next();
  response.headers.set("x-currency", c.env.CURRENCY);
  return response;
});
app.get("", (c) => c.text("parts, bins, manual\n"));
app.get("/parts", (c) => c.json([{ id: "m6", price: 12, currency: c.env.CURRENCY }]));
app.get("/parts/:id", (c) => (c.params.id === "m6" ? c.json({ id: "m6" }) : c.json({ error: "no part" }, 404)));
app.on("POST", "/parts", async (c) => c.json({ stored: await c.request.text() }, 201));
app.get("/manual", (c) => c.env.ASSETS.fetch(new Request(new URL("/manual.pdf", c.request.url))));
app.get("/stream", () => {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  void writer.write(new TextEncoder().encode("one\n")).then(() => writer.close());
  return new Response(readable, { headers: { "content-type": "text/plain" } });
});
app.get("/broken", () => {
  throw new Error("bin 7 is empty");
});
app.onError((error, c) => c.json({ error: error.message }, 500));

export const onRequest = handle(app);
