export const onRequest = () => new Response("delete is a word of the language\n");
