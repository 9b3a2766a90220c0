interface Env {
  TIMES: { get(key: string): Promise<string | null> };
  HARBOUR_KEY: string;
}

export const onRequestGet = async ({ env }: { env: Env }): Promise<Response> => {
  const next = await env.TIMES.get("next");
  return Response.json({ next: next ?? "ask at the pier", signed: env.HARBOUR_KEY.length > 0 });
};
