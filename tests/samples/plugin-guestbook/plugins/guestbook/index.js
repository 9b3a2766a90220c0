import { pages } from "./pages.js";

/** A handler for every path below the folder it is mounted in. */
export default function guestbook(settings) {
  return async (context) => {
    const { request, functionPath, next } = context;
    const { pathname } = new URL(request.url);
    const own = `/${pathname.replace(functionPath, "")}`.replace(/^\/\//, "/");
    context.data.guestbook = settings.title;
    const page = pages[own];
    if (!page) return next();
    if (own === "/broken") context.passThroughOnException();
    context.waitUntil(Promise.resolve());
    return page(settings, context);
  };
}
