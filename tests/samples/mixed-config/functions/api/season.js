export function onRequestGet({ env }) {
  return Response.json({ harbour: env.HARBOUR, season: env.SEASON });
}
