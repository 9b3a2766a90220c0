const posts = [
  { slug: "vienna", title: "Vienna by nine", tags: ["austria", "sleeper"] },
  { slug: "basel", title: "Frozen points at Basel", tags: ["switzerland"] },
  { slug: "malmo", title: "The ferry train", tags: ["sweden", "sleeper"] },
];

export const allPosts = () => posts;
export const onePost = (slug) => posts.find((post) => post.slug === slug);
