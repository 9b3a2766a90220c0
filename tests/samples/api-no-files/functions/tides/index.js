export function onRequest({ request }) {
  return new Response(`tides, asked by ${request.method}`);
}
