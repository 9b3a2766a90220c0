export const onRequest = async ({ request, params, next }) => {
  if (params.rest?.[0] === "page") return next(new Request(new URL("/shelf/atlas", request.url), request));
  if (params.rest?.[0] === "posted") return next("/shelf/maps/list.json", { headers: { "x-was": request.method } });
  return Response.json({ url: new URL(request.url).pathname + new URL(request.url).search, params });
};
