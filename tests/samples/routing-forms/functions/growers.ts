export { everyone as onRequestGet } from "../shelf/growers";
