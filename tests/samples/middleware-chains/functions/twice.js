// Asks the files twice; the second time, all handlers have run.
export const onRequestGet = async ({ next }) => {
  const first = await next("/shelf/maps/list.json");
  const second = await next("/shelf/atlas");
  return new Response(`${first.status} ${second.status}\n`);
};
