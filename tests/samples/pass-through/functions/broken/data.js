export const onRequest = (context) => {
  try {
    context.data = "text";
  } catch (error) {
    return new Response(`${error.message}\n`, { status: 500 });
  }
  return new Response("taken\n");
};
