// /api/orders

// GET: the orders of today.
export function onRequestGet() {
  return Response.json({ orders: ["7", "8"] });
}

// POST: one more.
export async function onRequestPost({ request }) {
  const { item } = await request.json();
  return Response.json({ ordered: item }, { status: 201 });
}
