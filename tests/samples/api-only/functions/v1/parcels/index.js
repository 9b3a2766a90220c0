export async function onRequestPost({ request }) {
  const { weight } = await request.json().catch(() => ({}));
  if (!(weight > 0)) return Response.json({ error: "a weight in grams, please" }, { status: 422 });
  return Response.json({ number: String(100_000 + (weight % 900_000)), weight }, { status: 201 });
}
