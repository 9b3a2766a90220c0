import { env } from "cloudflare:workers";

// The bindings that are imported are the same as those of the context, also after a pause.
export const onRequestGet = async ({ request, env: given }) => {
  const asked = new Request(new URL("/shelf/atlas.html", request.url), { redirect: "manual" });
  const [first, second] = [await env.ASSETS.fetch(asked), await given.ASSETS.fetch(asked)];
  await new Promise((done) => setTimeout(done, 5));
  const third = await env.ASSETS.fetch(asked);
  return Response.json([first.status === second.status, second.status === third.status, third.headers.get("location")]);
};
