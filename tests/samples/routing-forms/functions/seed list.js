export const onRequest = () => new Response("never found: addresses hold %20\n");
