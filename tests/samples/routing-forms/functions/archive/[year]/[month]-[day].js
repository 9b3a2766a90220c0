import { told } from "../../../shelf/seeds";

export const onRequestGet = (context) => told("day", context);
