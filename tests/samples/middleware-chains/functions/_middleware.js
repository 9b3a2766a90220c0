const started = async (context) => {
  context.data.steps = [];
  const response = await context.next();
  response.headers.append("x-steps", context.data.steps?.join(" ") ?? "lost");
  return response;
};

const language = async ({ request, next, data }) => {
  data.steps.push("language");
  const response = await next();
  response.headers.append("set-cookie", `lang=${request.headers.get("accept-language") ? "asked" : "en"}; Path=/`);
  return response;
};

export const onRequest = [started, language];
