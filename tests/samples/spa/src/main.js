import { page } from "./router.js";

document.querySelector("#app").textContent = page(location.pathname);
