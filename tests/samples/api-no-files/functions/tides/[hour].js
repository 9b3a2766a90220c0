const HEIGHTS = { noon: 3.1, midnight: 0.4 };

export function onRequestGet({ params }) {
  const height = HEIGHTS[params.hour];
  return height === undefined ? new Response("no such hour", { status: 404 }) : Response.json({ height });
}
