import { stamp } from "../lib/stamp.js";

export async function onRequest({ env, next }) {
  const response = await next();
  const answer = new Response(response.body, response);
  answer.headers.set("X-Build", stamp(env));
  return answer;
}
