export async function onRequest(context) {
  context.data.api = "v1";
  try {
    return await context.next();
  } catch (error) {
    return Response.json({ error: error.message }, { status: 500 });
  }
}
