const note = (word) => async (context) => {
  context.data.trail.push(word);
  return context.next();
};

export const onRequest = [note("seeds"), note("again")];
export const onRequestPost = note("seeds-post");
