// Never runs: `/` is not in _routes.json. A file answers.
export const onRequestGet = (): Response => new Response("from the function\n");
