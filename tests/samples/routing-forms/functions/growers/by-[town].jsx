import { h } from "../../shelf/h.js";

export const onRequest = ({ params }) => new Response(<p>{params.town}</p>);
