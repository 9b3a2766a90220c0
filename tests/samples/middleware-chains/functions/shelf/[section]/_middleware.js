export const onRequest = [
  async (context) => {
    context.data = { ...context.data, section: context.params.section };
    return context.next();
  },
  async ({ request, next, data }) => {
    data.steps.push(`section ${data.section}`);
    return new URL(request.url).searchParams.has("closed") ? new Response("closed\n", { status: 503 }) : next();
  },
];
