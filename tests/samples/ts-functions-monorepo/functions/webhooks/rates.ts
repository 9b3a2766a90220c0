interface Body {
  currency?: string;
  rate?: number;
}

export async function onRequestPost(context: { request: Request }): Promise<Response> {
  const body: Body = await context.request.json<Body>().catch(() => ({}));
  if (typeof body.rate !== "number") return new Response("A rate, please.\n", { status: 400 });
  return Response.json({ accepted: body.currency ?? "EUR", rate: body.rate }, { status: 202 });
}
