export const onRequest = () => new Response("Almanac\n");
