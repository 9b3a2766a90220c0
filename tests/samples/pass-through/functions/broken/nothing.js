export const onRequest = () => ({ status: 200 });
