export const onRequest = (context) => {
  context.waitUntil(Promise.reject(new Error("nobody waits")).catch(() => undefined));
  return new Response("answered first\n");
};
