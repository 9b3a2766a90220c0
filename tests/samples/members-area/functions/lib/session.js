/** Whether a request carries the cookie of a session. */
export function signedIn(request, env) {
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  return cookies.includes(`session=${env.SESSION}`);
}
