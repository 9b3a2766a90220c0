/** Which build this is. */
export const stamp = (env) => `${env.CF_PAGES_BRANCH}@${env.CF_PAGES_COMMIT_SHA.slice(0, 7)}`;
