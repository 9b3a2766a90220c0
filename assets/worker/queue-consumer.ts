// Takes the messages of a batch one by one: what succeeds is done with, what fails comes again later.

/** A message as a handler gets it. Only `consume` says what becomes of it. */
export interface Message {
  readonly id: string;
  readonly timestamp: Date;
  /** 1 the first time. */
  readonly attempts: number;
  readonly body: any;
}

interface Delivery extends Message {
  ack(): void;
  retry(options?: { delaySeconds?: number }): void;
}

export interface Batch {
  readonly queue: string;
  readonly messages: readonly Delivery[];
}

export interface Consumer {
  /** Called in turn for each message. One that throws makes the message come again. */
  handles: readonly ((message: Message, env: any) => unknown)[];
  /** How often a message comes again, as `max_retries` says in the wrangler file. */
  retries: number;
  /** What is called with each change of a message's state. */
  tell?: (message: Message, env: any, state: string, detail: string) => Promise<void>;
  /** The state of a message that was handled. */
  done?: string;
}

/** Seconds until the first retry. Each one after it waits twice as long. */
const FIRST_DELAY = 10;
/** Seconds that a retry waits at most. */
const LONGEST_DELAY = 3600;

/** Handles all messages of a batch at the same time, each for itself: one that fails takes no other with it. */
export async function consume(batch: Batch, env: any, consumer: Consumer): Promise<void> {
  await Promise.all(batch.messages.map((message) => consumeOne(batch.queue, message, env, consumer)));
}

async function consumeOne(queue: string, message: Delivery, env: any, consumer: Consumer): Promise<void> {
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
async function tell(consumer: Consumer, message: Message, env: any, state: string, detail: string): Promise<void> {
  try {
    await consumer.tell?.(message, env, state, detail);
  } catch (error) {
    console.error(`The state of ${message.id} cannot be told:`, error);
  }
}
