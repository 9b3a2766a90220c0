import { onePost } from "../../lib/posts.js";

export async function onRequestGet({ params, env }) {
  const post = onePost(params.id) ?? (await env.POSTS.get(params.id, "json"));
  return post ? Response.json(post) : Response.json({ error: `no post ${params.id}` }, { status: 404 });
}

export async function onRequestDelete({ params, env }) {
  await env.POSTS.delete(params.id);
  return new Response(null, { status: 204 });
}
