export const onRequestGet = ({ env: { CF_PAGES, CF_PAGES_BRANCH, CF_PAGES_URL, SEASON } }) =>
  Response.json({ pages: CF_PAGES === "1", branch: CF_PAGES_BRANCH, home: new URL("/seeds", CF_PAGES_URL), season: SEASON });
