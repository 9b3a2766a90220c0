// Takes the messages of a batch one by one: what succeeds is done with, what fails comes again later.

/** Seconds until the first retry. Each one after it waits twice as long. */
const FIRST_DELAY = 10;
/** Seconds that a retry waits at most. */
const LONGEST_DELAY = 3600;

/** Handles all messages of a batch at the same time, each for itself: one that fails takes no other with it. */
export async function consume(batch, env, consumer) {
  await Promise.all(batch.messages.map((message) => consumeOne(batch.queue, message, env, consumer)));
}

async function consumeOne(queue, message, env, consumer) {
  const name = `${queue} ${message.id}`;
  try {
    await tell(consumer, message, env, "running", "");
    for (const handle of consumer.handles) await handle(message, env);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const seconds = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (message.attempts - 1));
    const last = message.attempts > consumer.retries;
    console.error(`${name} failed: ${reason}`);
    message.retry({ delaySeconds: seconds });
    await tell(consumer, message, env, last ? "failed" : "waiting", last ? "" : `again in ${seconds} seconds`);
    return;
  }
  message.ack();
  await tell(consumer, message, env, consumer.done ?? "done", "");
}

/** A state that cannot be told is no reason to do the work twice. */
async function tell(consumer, message, env, state, detail) {
  try {
    await consumer.tell?.(message, env, state, detail);
  } catch (error) {
    console.error(`The state of ${message.id} cannot be told:`, error);
  }
}
