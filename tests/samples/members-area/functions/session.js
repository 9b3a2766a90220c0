export async function onRequestPost({ request, env }) {
  const form = await request.formData().catch(() => new FormData());
  if (form.get("word") !== env.SESSION) return new Response("That is not the word.\n", { status: 403 });
  return new Response(null, {
    status: 303,
    headers: { location: "/members/", "set-cookie": `session=${env.SESSION}; HttpOnly; Path=/` },
  });
}

export const onRequestDelete = () =>
  new Response(null, { status: 204, headers: { "set-cookie": "session=; Max-Age=0; Path=/" } });
