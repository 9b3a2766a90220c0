export const pages = {
  "/": ({ title }) => new Response(`${title}: sign here\n`),
  "/entries": ({ title }, { params, data }) => Response.json({ title, params, data, entries: ["Nice boats."] }),
  "/broken": () => {
    throw new Error("the book is wet");
  },
};
