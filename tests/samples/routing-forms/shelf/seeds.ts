export interface Seed {
  id: string;
  name: string;
}

export const seeds: Seed[] = [
  { id: "1", name: "Beetroot" },
  { id: "2", name: "Borage" },
];

/** What a handler was given, as an answer. */
export const told = (where: string, context: { params: object; functionPath: string; data: object }): Response =>
  Response.json({ where, params: context.params, functionPath: context.functionPath, data: context.data });
