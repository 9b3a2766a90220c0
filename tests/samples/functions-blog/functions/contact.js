// GET /contact is the file contact.html; only the form's POST is code.
export async function onRequestPost({ request }) {
  const form = await request.formData();
  return new Response(`Thank you, ${form.get("name") ?? "stranger"}.\n`, { status: 200 });
}
