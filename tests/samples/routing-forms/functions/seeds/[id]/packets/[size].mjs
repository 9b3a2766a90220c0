import { told } from "../../../../shelf/seeds";

export const onRequestGet = [(context) => (context.params.size === "0" ? context.next() : told("packets", context)), () => new Response("empty\n")];
export const onRequestHead = () => new Response(null, { headers: { "x-packets": "yes" } });
export const onRequestDelete = () => new Response(null, { status: 204 });
export const onRequestPatch = (context) => told("patch", context);
export const onRequestOptions = () => new Response(null, { headers: { allow: "GET, HEAD, DELETE, PATCH" } });
