import { seeds, told } from "@shelf/seeds";

export const onRequest: PagesFunction<unknown, "id"> = (context) => {
  const found = seeds.find((seed) => seed.id === context.params.id);
  return found ? Response.json(found) : context.next();
};
export const onRequestPut: PagesFunction = (context) => told("put seed", context);
