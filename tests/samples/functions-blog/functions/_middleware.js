// Runs before every request of the site, files included.
async function poweredBy(context) {
  const response = await context.next();
  response.headers.set("x-site", context.env.SITE_TITLE);
  return response;
}

async function lock({ request, next }) {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith("/drafts") && request.headers.get("authorization") !== "Basic ZWRpdG9yOnRyYWlu") {
    return new Response("Drafts are for editors.\n", {
      status: 401,
      headers: { "www-authenticate": 'Basic realm="drafts"' },
    });
  }
  return next();
}

export const onRequest = [poweredBy, lock];
