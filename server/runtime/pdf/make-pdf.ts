import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Paper } from "./paper.ts";

/** Ten thousand messages take about ten seconds. */
const LONGEST_MS = 120_000;
const MOST_MEMORY_MB = 1_024;

let before: Promise<unknown> = Promise.resolve();

/**
 * Draws a document in a thread of its own, one at a time.
 * @returns the bytes of the PDF
 * @throws Error: it took too long, or too much memory
 */
export function makePdf(paper: Paper): Promise<Uint8Array> {
  const made = before.then(() => draw(paper));
  before = made.catch(() => undefined);
  return made;
}

async function draw(paper: Paper): Promise<Uint8Array> {
  const worker = new Worker(new URL("pdf-worker.ts", import.meta.url), {
    workerData: paper,
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  try {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const [bytes] = (await once(worker, "message", { signal })) as [Uint8Array];
    return bytes;
  } finally {
    await worker.terminate();
  }
}
