// There is nowhere to learn that a job is done, so the answer never changes.
export const onRequestGet: PagesFunction = ({ params }) =>
  Response.json({ id: params.id, status: "queued" });
