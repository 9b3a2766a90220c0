export const onRequestGet = async ({ env }) => {
  const { results } = await env.BOOKINGS.prepare("SELECT 1 + 1 AS seats").all();
  return Response.json(results);
};
