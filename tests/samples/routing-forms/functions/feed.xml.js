export const onRequest = () => new Response("<feed/>", { headers: { "content-type": "application/xml" } });
