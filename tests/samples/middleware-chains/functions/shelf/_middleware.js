export const onRequestGet = async ({ request, next, data }) => {
  data.steps.push("shelf-get");
  const response = await next();
  if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
  return new HTMLRewriter().on("h1", { element: (heading) => heading.append(" (on loan)") }).transform(response);
};

export const onRequest = async ({ next, data }) => {
  data.steps.push("shelf");
  return next();
};
