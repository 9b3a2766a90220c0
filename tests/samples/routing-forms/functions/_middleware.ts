export const onRequest: PagesFunction = async (context) => {
  context.data.trail = ["top"];
  const response = await context.next();
  response.headers.set("x-trail", (context.data.trail as string[]).join(" "));
  return response;
};
