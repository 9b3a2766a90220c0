import { getRequestContext } from "@cloudflare/next-on-pages";

export const runtime = "edge";

export async function GET(request) {
  const { env } = getRequestContext();
  return Response.json({ lamp: new URL(request.url).searchParams.get("lamp"), greeting: env.GREETING });
}

export async function POST(request) {
  return new Response(await request.text(), { status: 201 });
}
