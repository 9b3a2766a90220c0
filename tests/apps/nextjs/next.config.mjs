import { setupDevPlatform } from "@cloudflare/next-on-pages/next-dev";

// Bindings in `next dev`.
if (process.env.NODE_ENV === "development") {
  await setupDevPlatform();
}

/** @type {import('next').NextConfig} */
const nextConfig = {
  reactStrictMode: true,
};

export default nextConfig;
