// Never deployed: the project is on Pages.
export default { fetch: () => new Response("worker") };
