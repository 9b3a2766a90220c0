export { health as onRequestGet, health as onRequestHead } from "../../packages/money/src/health";
