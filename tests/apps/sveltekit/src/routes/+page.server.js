export const load = ({ url }) => ({ port: url.searchParams.get("port") ?? "Lisbon" });
