// The request that was replaced is the one that the files answer.
export const onRequest = async ({ next }) => {
  await next("/radar/old.json");
  throw "not even an error";
};
