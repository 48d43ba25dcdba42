import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from "@opentelemetry/api";

const tracer = trace.getTracer("parley");

/**
 * Runs the work in a span of its own, a child of the span that is active. An
 * error is noted in the span and thrown on. Without telemetry it costs a
 * function call.
 * @param attributes names by OpenTelemetry's conventions, our own with "parley."
 */
export function traced<T>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  return tracer.startActiveSpan(name, { attributes }, (span) =>
    ended(span, work),
  );
}

/**
 * The traceparent of the span that is active, by which another process or a
 * screen adds to its trace. Undefined while no traces are sent.
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function currentTrace(): string | undefined {
  const carrier: Partial<Record<string, string>> = {};
  propagation.inject(context.active(), carrier);
  return carrier["traceparent"];
}

/** The id of the trace that is active, as the lines of the log name it. Undefined while no traces are sent. */
export function currentTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}

/** Records what a screen says that it did, in the trace that it was told. It ends now. */
export function recordInTrace(
  name: string,
  traceparent: string,
  { tookMs, attributes }: { tookMs: number; attributes: Attributes },
): void {
  const parent = propagation.extract(context.active(), { traceparent });
  const startTime = Date.now() - tookMs;
  tracer.startSpan(name, { startTime, attributes }, parent).end();
}

/**
 * Runs the work of a request in a span, in the trace that its headers name.
 * @param header reads one header; it is called only while traces are sent
 */
export function tracedRequest<T>(
  header: (name: string) => string | undefined,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  const parent = propagation.extract(context.active(), header, {
    get: (read, name) => read(name),
    keys: () => [],
  });
  return tracer.startActiveSpan(
    "request",
    { kind: SpanKind.SERVER },
    parent,
    (span) => ended(span, work),
  );
}

async function ended<T>(
  span: Span,
  work: (span: Span) => Promise<T>,
): Promise<T> {
  try {
    return await work(span);
  } catch (error) {
    span.recordException(error instanceof Error ? error : String(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
