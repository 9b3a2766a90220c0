import { page } from "./chunks/page.mjs";

const routes = { "/": "home", "/tides": "tides" };

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const name = routes[pathname];
    if (name === undefined) return env.ASSETS.fetch(request);
    const { render } = await import(`./chunks/${name}.js`);
    return new Response(page(render()), { headers: { "content-type": "text/html;charset=utf-8" } });
  },
};
