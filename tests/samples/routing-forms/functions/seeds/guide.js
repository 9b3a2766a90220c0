// Wins over [id] and over the page of the same name, for POST only.
export const onRequestPost = () => new Response("The guide takes no letters.\n", { status: 409 });
