import { page } from "./pages.js";

// Middleware goes in here, the outermost first. Each one is a function
//   async (request, next, { trace, ctx }) => response
// and goes on to the next one, or to the page, with: await next()
const chain = [];

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
