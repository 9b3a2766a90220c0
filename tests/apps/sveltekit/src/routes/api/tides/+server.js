export const GET = ({ url, platform }) =>
  Response.json({ port: url.searchParams.get("port"), greeting: platform?.env?.GREETING });

export const POST = async ({ request }) => new Response(await request.text(), { status: 201 });
