export default {
  fetch() {
    return new Response("Hello", { headers: { "x-service": "hello" } });
  },
};
