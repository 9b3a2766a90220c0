// What the pages show of the build: the branch, and seven characters of the commit.
const live = process.env.CF_PAGES === "1" && process.env.CF_PAGES_BRANCH === "main";

export default {
  base: "/",
  build: { minify: live, outDir: "dist" },
  define: {
    __COMMIT__: JSON.stringify((process.env["CF_PAGES_COMMIT_SHA"] ?? "unknown").slice(0, 7)),
    __SITE__: JSON.stringify(process.env.CF_PAGES_URL ?? "http://localhost:5173"),
  },
};
