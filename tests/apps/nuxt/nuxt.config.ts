export default defineNuxtConfig({
  compatibilityDate: "2025-06-01",
  // Built by Pages.
  nitro: {
    preset: "cloudflare-pages",
  },
  routeRules: { "/about": { prerender: true } },
});
