export const GET = ({ url, locals }) =>
  Response.json({ pier: url.searchParams.get("pier"), greeting: locals.runtime.env.GREETING });

export const POST = async ({ request }) => new Response(await request.text(), { status: 201 });
