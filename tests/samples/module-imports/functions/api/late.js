const ports = require("../../data/ports.json");

export const onRequest = async ({ next }) => {
  const { default: note } = await import("./note.txt");
  const response = await next();
  return new Response(`${note}${ports.length} ports, ${response.status} from the files\n`);
};

// The compiler puts its own idea of the environment here: deployments are made for production.
export const onRequestDelete = () => new Response(`${process.env.NODE_ENV}\n`);
