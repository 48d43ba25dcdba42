import { EventEmitter } from "node:events";
import { propagation, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { recordShown } from "./shown.ts";

const exporter = new InMemorySpanExporter();
const processor = new SimpleSpanProcessor({ exporter });
const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const TRACE = `00-${TRACE_ID}-b7ad6b7169203331-01`;

beforeAll(() => {
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [processor] }),
  );
});
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
  exporter.reset();
});
afterAll(() => {
  vi.useRealTimers();
  trace.disable();
  propagation.disable();
});

function screen(): EventEmitter {
  const socket = new EventEmitter();
  recordShown(socket as never);
  return socket;
}

async function spans() {
  await processor.forceFlush();
  return exporter.getFinishedSpans();
}

test("what a screen has shown is a span of the message's trace, as long as the screen took", async () => {
  screen().emit("shown", TRACE, 40);
  const [span] = await spans();
  expect(span?.name).toBe("show on screen");
  expect(span?.spanContext().traceId).toBe(TRACE_ID);
  expect(span?.duration[0]).toBe(0);
  expect(Math.round((span?.duration[1] ?? 0) / 1e6)).toBeGreaterThanOrEqual(40);
});

test.for([
  ["no trace", undefined, 40],
  ["another header", `${TRACE}\r\nx: 1`, 40],
  ["an object", { traceparent: TRACE }, 40],
  ["no time", TRACE, undefined],
  ["a time that is none", TRACE, Number.NaN],
  ["a time before it came", TRACE, -1],
  ["a day", TRACE, 86_400_000],
] as const)("%s is not recorded", async ([, told, took]) => {
  screen().emit("shown", told, took);
  expect(await spans()).toEqual([]);
});

test("a screen that tells more than it can draw is heard as often as it can draw", async () => {
  const socket = screen();
  for (let nth = 0; nth < 500; nth += 1) {
    socket.emit("shown", TRACE, 1);
    vi.advanceTimersByTime(1);
  }
  expect((await spans()).length).toBe(Math.ceil(500 / 15));
});
