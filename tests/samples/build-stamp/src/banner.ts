export const preview = process.env.CF_PAGES_BRANCH !== "main";
