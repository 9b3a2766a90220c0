export function onRequestGet({ params, env }) {
  if (!/^[0-9]{6}$/.test(params.number)) return Response.json({ error: "six digits, please" }, { status: 400 });
  return Response.json([
    { number: params.number, what: "posted" },
    { number: params.number, what: "sorted", where: env.DEPOT },
  ]);
}
