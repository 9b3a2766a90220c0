export const onRequest = () => Response.json({ seeds: true });
