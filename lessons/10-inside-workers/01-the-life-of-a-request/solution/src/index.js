import { diary, page } from "./pages.js";

async function clock(request, next, { trace, ctx }) {
  trace.push("clock>");
  const response = await next();
  trace.push("<clock");
  ctx.waitUntil(diary(request, response));
  return response;
}

async function guard(request, next, { trace }) {
  trace.push("guard>");
  const { pathname } = new URL(request.url);
  if (pathname === "/admin" && request.headers.get("x-key") !== "open") {
    return new Response("Closed", { status: 403 });
  }
  const response = await next();
  trace.push("<guard");
  return response;
}

// Middleware goes in here, the outermost first. Each one is a function
//   async (request, next, { trace, ctx }) => response
// and goes on to the next one, or to the page, with: await next()
const chain = [clock, guard];

export default {
  async fetch(request, env, ctx) {
    const trace = [];
    const go = async (at) => {
      if (at < chain.length) {
        return chain[at](request, () => go(at + 1), { trace, ctx });
      }
      trace.push("page");
      return page(request);
    };
    const answer = await go(0);
    const reply = new Response(answer.body, answer);
    reply.headers.set("x-trace", trace.join(" "));
    return reply;
  },
};
