import { seeds } from "@shelf/seeds";

export const onRequestGet: PagesFunction = () => Response.json(seeds);
export const onRequestPost: PagesFunction = async ({ request }) =>
  Response.json({ planted: await request.text() }, { status: 201 });
