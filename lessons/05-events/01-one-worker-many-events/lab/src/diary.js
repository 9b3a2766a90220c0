// The shop's diary: one entry for each thing that happened, under a key of its
// own, so that two entries at once cannot overwrite each other.

export async function note(env, kind, text) {
  await env.DIARY.put(`${kind} ${text}`, new Date().toISOString());
}

export async function entries(env) {
  const { keys } = await env.DIARY.list();
  return keys.map((key) => key.name);
}
