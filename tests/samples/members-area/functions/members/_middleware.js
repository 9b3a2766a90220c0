import { signedIn } from "../lib/session.js";

export const onRequest = ({ request, env, next }) => {
  if (signedIn(request, env)) return next();
  const { origin, pathname } = new URL(request.url);
  return Response.redirect(`${origin}/login?to=${encodeURIComponent(pathname)}`, 302);
};
