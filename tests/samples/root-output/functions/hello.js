export const onRequestGet = ({ request }) =>
  new Response(`Hello, ${new URL(request.url).searchParams.get("name") ?? "you"}.\n`);
