// Runs before every request of the site, files included.
async function poweredBy(context) {
  const response = await context.next();
  response.headers.set("x-site", context.env.SITE_TITLE);
  return response;
}

// One spelling for each path, so that %64rafts and //drafts are locked too.
function plainPath(url) {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname).replace(/\/+/g, "/");
  } catch {
    return pathname;
  }
}

async function lock({ request, next }) {
  const path = plainPath(request.url);
  if (path.startsWith("/drafts") && request.headers.get("authorization") !== "Basic ZWRpdG9yOnRyYWlu") {
    return new Response("Drafts are for editors.\n", {
      status: 401,
      headers: { "www-authenticate": 'Basic realm="drafts"' },
    });
  }
  return next();
}

export const onRequest = [poweredBy, lock];
