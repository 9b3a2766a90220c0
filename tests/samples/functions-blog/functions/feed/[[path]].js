import { allPosts } from "../lib/posts.js";

export function onRequestGet({ params }) {
  const wanted = params.path ?? [];
  const titles = allPosts()
    .filter((post) => wanted.every((tag) => post.tags.includes(tag)))
    .map((post) => `- ${post.title}`);
  return new Response(`feed /${wanted.join("/")}\n${titles.join("\n")}\n`);
}
