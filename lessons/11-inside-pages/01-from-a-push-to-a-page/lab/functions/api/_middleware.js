// Stands before everything below /api.

export function onRequest({ request, next }) {
  return next();
}
