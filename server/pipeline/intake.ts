import type { Context } from "#server/domain/context.ts";

export type RawDelivery = { metaAppId: string; body: Uint8Array };

type Waiting = RawDelivery & {
  resolve(): void;
  reject(error: unknown): void;
};

/** Deliveries and bytes that share one INSERT at most. */
const MAX_BATCH = 200;
const MAX_BATCH_BYTES = 16 * 1024 * 1024;
/** As many waiting for the disk at once are more than come one by one. */
const FLOOD = 8;
/** Two, so that one batch is gathered while another is written to disk. */
const MAX_INSERTS = 2;

/**
 * Makes one delivery durable: resolves once it is committed, rejects if it is
 * not. Those that arrive while an INSERT is under way share the next one and
 * its commit: one flush to disk serves many requests.
 */
export function intake(context: Context, delivery: RawDelivery): Promise<void> {
  let batcher = batchers.get(context);
  if (!batcher) batchers.set(context, (batcher = createBatcher(context)));
  return batcher.add(delivery);
}

/**
 * Resolves when few deliveries wait to be made durable, at the latest after
 * `withinMs`. In a flood taking comes first: what is applied meanwhile is
 * applied in fewer and larger steps.
 */
export async function intakeCalm(
  context: Context,
  withinMs: number,
): Promise<void> {
  const batcher = batchers.get(context);
  if (!batcher || batcher.isCalm()) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
  });
  await Promise.race([batcher.calm(), late]);
  clearTimeout(timer);
}

type Batcher = {
  add(delivery: RawDelivery): Promise<void>;
  isCalm(): boolean;
  calm(): Promise<void>;
};

const batchers = new WeakMap<Context, Batcher>();

function createBatcher({ db, wake }: Context): Batcher {
  const waiting: Waiting[] = [];
  const calmed: (() => void)[] = [];
  let inserts = 0;
  let unstored = 0;

  async function flush(): Promise<void> {
    inserts += 1;
    const batch = takeBatch(waiting);
    try {
      await db.pool.query({
        name: "intake",
        text: `insert into delivery ("metaAppId", body)
               select * from unnest($1::uuid[], $2::bytea[])`,
        values: [
          batch.map(({ metaAppId }) => metaAppId),
          batch.map(({ body }) =>
            Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          ),
        ],
      });
      for (const { resolve } of batch) resolve();
      wake("apply");
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      inserts -= 1;
      unstored -= batch.length;
      if (isCalm()) for (const tell of calmed.splice(0)) tell();
      next();
    }
  }

  function next(): void {
    if (waiting.length > 0 && inserts < MAX_INSERTS) void flush();
  }

  const isCalm = () => unstored < FLOOD;

  return {
    add: (delivery) =>
      new Promise((resolve, reject) => {
        waiting.push({ ...delivery, resolve, reject });
        unstored += 1;
        next();
      }),
    isCalm,
    calm: () => new Promise((resolve) => calmed.push(resolve)),
  };
}

function takeBatch(waiting: Waiting[]): Waiting[] {
  let bytes = 0;
  let count = 0;
  for (const { body } of waiting) {
    bytes += body.byteLength;
    if (count > 0 && (bytes > MAX_BATCH_BYTES || count === MAX_BATCH)) break;
    count += 1;
  }
  return waiting.splice(0, count);
}
