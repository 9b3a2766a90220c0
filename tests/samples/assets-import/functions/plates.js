export { onRequest } from "assets:../catalogue/plates";
