export const onRequest = () => new Response("on time\n");
