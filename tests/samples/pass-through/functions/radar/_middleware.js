export const onRequest = async (context) => {
  context.passThroughOnException();
  const response = await context.next();
  if (new URL(context.request.url).searchParams.has("late")) throw new Error("too late");
  return response;
};
