export default defineEventHandler((event) => ({
  buoy: getQuery(event).buoy ?? null,
  greeting: event.context.cloudflare?.env?.GREETING ?? null,
}));
