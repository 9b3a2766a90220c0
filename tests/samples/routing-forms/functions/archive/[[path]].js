import { told } from "../../shelf/seeds";

export const onRequestGet = (context) => told("archive", context);
