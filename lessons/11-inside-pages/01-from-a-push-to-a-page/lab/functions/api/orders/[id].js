// /api/orders/<one part of a path>

export function onRequestGet() {
  return Response.json({ id: null });
}
