export async function onRequest(context) {
  context.data.trail.push(`seed ${context.params.id}`);
  return context.next();
}
