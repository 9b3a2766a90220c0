const hours = { mon: [7, 18], tue: [7, 18], wed: [7, 13], thu: [7, 18], fri: [7, 19], sat: [6, 14] };

export function onRequestGet({ request }) {
  const day = new URL(request.url).searchParams.get("day") ?? "mon";
  const today = hours[day];
  return Response.json({ day, open: Boolean(today), hours: today ?? null });
}
