import { onRequest as files } from "assets:../../catalogue";

const counted = async ({ next }) => {
  const response = await next();
  response.headers.set("x-catalogue", "yes");
  return response;
};

export const onRequest = [counted, files];
