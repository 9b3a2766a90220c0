import { h } from "../../shelf/h.js";

export const onRequest: PagesFunction<unknown, "name"> = ({ params }) =>
  new Response(<p class="grower">{String(params.name)}</p>, { headers: { "content-type": "text/html" } });
