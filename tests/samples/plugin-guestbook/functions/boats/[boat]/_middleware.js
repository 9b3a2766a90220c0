import guestbook from "guestbook";

const greet = async (context) => {
  const response = await context.next();
  response.headers.set("x-boat", context.params.boat);
  return response;
};

export const onRequest = [greet, guestbook({ title: "Crew" })];
