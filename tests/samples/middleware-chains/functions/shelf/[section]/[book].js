export const onRequestGet = ({ params, data, next }) =>
  params.book === "harbour" ? next() : Response.json({ ...params, ...data });
export const onRequestHead = () => new Response(null, { headers: { "x-head": "handled" } });
