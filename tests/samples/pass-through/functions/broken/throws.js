export const onRequest = () => {
  throw new Error("broken on purpose");
};
