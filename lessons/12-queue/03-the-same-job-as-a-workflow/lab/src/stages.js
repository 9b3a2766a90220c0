// The three stages of a report. Each notes how often it ran.

async function note(env, id, stage) {
  const runs = Number(await env.KEPT.get(`${id} ${stage}`)) + 1;
  await env.KEPT.put(`${id} ${stage}`, String(runs));
  return runs;
}

export async function collect(env, id) {
  await note(env, id, "collect"); // in earnest: ten minutes
  return [3, 5, 8];
}

export async function compute(env, id, rows) {
  const runs = await note(env, id, "compute");
  if (runs === 1) throw new Error("The service that computes is down.");
  return rows.reduce((sum, row) => sum + row, 0);
}

export async function store(env, id, total) {
  await note(env, id, "store");
  await env.KEPT.put(`${id} total`, String(total));
}

export async function known(env, id) {
  const read = async (name) => Number(await env.KEPT.get(`${id} ${name}`));
  return {
    total: await read("total"),
    ran: {
      collect: await read("collect"),
      compute: await read("compute"),
      store: await read("store"),
    },
  };
}
