import { allPosts } from "../../lib/posts.js";

export async function onRequestGet({ env, request, data }) {
  const page = Number(new URL(request.url).searchParams.get("page") ?? 1);
  const size = Number(env.PAGE_SIZE);
  const posts = allPosts().slice((page - 1) * size, page * size);
  return Response.json({ api: data.api, page, posts });
}

export async function onRequestPost({ env, request }) {
  const post = await request.json().catch(() => null);
  if (!post?.slug || !post?.title) return Response.json({ error: "slug and title, please" }, { status: 422 });
  await env.POSTS.put(post.slug, JSON.stringify(post));
  return Response.json(post, { status: 201, headers: { location: `/api/posts/${post.slug}` } });
}
