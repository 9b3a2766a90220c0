import type { Env } from "../../types";

export const onRequest: PagesFunction<Env> = ({ request }) =>
  request.method === "GET"
    ? Response.json(["CHF", "EUR", "SEK"])
    : new Response("Read only.\n", { status: 405, headers: { allow: "GET" } });
