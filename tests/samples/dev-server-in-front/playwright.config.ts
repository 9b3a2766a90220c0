import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  webServer: {
    command: "npx wrangler pages dev dist --kv TIMES", // the built site
    url: "http://localhost:8788",
  },
});
