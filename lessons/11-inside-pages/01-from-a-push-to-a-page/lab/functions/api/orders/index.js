// /api/orders

// GET: the orders of today.
export function onRequestGet() {
  return Response.json({ orders: ["7", "8"] });
}
