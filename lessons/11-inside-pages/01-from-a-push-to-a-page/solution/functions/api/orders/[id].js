// /api/orders/<one part of a path>

export function onRequestGet({ params }) {
  return Response.json({ id: params.id });
}
