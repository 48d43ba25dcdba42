import type { Socket } from "socket.io";
import { z } from "zod";
import { recordInTrace } from "#server/runtime/telemetry/traced.ts";

/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceSchema = z
  .string()
  .regex(/^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/);
const tookSchema = z.number().min(0).max(60_000);
/** A screen draws 60 times a second at most, and tells of one message at a time. */
const MIN_GAP_MS = 15;

/**
 * `shown (traceparent, ms)` from a screen: a message that came with this trace
 * has been drawn, so long after it came. The trace then reaches from the
 * vendor's request to the agent's eyes. Screens are told of a trace only while
 * traces are sent.
 */
export function recordShown(socket: Pick<Socket, "on">): void {
  let last = Number.NEGATIVE_INFINITY;
  socket.on("shown", (...said: unknown[]) => {
    const now = performance.now();
    if (now - last < MIN_GAP_MS) return;
    last = now;
    const trace = traceSchema.safeParse(said[0]);
    const took = tookSchema.safeParse(said[1]);
    if (!trace.success || !took.success) return;
    recordInTrace("show on screen", trace.data, {
      tookMs: took.data,
      attributes: {},
    });
  });
}
