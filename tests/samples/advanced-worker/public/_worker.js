const STORIES = [
  { id: "tide", title: "The tide was late" },
  { id: "gulls", title: "Gulls elect a new mayor" },
];

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    if (url.pathname === "/api/stories") {
      if (request.method !== "GET") return new Response("Only GET\n", { status: 405, headers: { allow: "GET" } });
      return Response.json(STORIES, { headers: { "x-edition": env.EDITION } });
    }
    if (url.pathname.startsWith("/api/")) return new Response("No such thing\n", { status: 404 });
    if (url.pathname === "/front") return env.ASSETS.fetch(new URL("/index.html", url));
    if (url.pathname === "/whence") {
      const followed = await env.ASSETS.fetch(new URL("/docs/search.html?q=1", url));
      const asked = await env.ASSETS.fetch(new Request(new URL("/docs/search.html", url), { redirect: "manual" }));
      return Response.json([new URL(followed.url).pathname, followed.redirected, asked.status, asked.redirected]);
    }
    if (url.pathname === "/search") return Response.redirect(new URL("/docs/search", url), 302);
    const response = await env.ASSETS.fetch(request);
    if (!response.headers.get("content-type")?.startsWith("text/html")) return response;
    return new HTMLRewriter()
      .on("h1", { element: (element) => element.append(` (${env.EDITION})`) })
      .transform(response);
  },
};
