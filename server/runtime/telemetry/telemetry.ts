import { context, propagation, trace } from "@opentelemetry/api";
import type { Registry } from "prom-client";

export type Telemetry = {
  /** Begins to send traces, and the process's metrics as they are at /metrics. */
  start(metrics: MetricsSource): Promise<void>;
  /** Sends what is left. It waits a few seconds at most for a collector that does not answer. */
  stop(): Promise<void>;
};

export type MetricsSource = {
  registry: Registry;
  /** Brings the registry up to date. */
  refresh(): Promise<void>;
};

const STOP_MS = 3_000;

/**
 * Sends traces and metrics to the collector that OTEL_EXPORTER_OTLP_ENDPOINT
 * names, over HTTP. Without it nothing of the library is loaded. A collector
 * that is down costs nothing but its data.
 * @param env holds the settings of OpenTelemetry itself: OTEL_EXPORTER_OTLP_HEADERS, OTEL_SERVICE_NAME …
 */
export function createTelemetry(env: NodeJS.ProcessEnv): Telemetry {
  let shutdowns: (() => Promise<void>)[] = [];
  return {
    async start(source) {
      if (env["OTEL_EXPORTER_OTLP_ENDPOINT"]) shutdowns = await connect(source);
    },
    async stop() {
      const late = new Promise<void>((resolve) => {
        setTimeout(resolve, STOP_MS).unref();
      });
      const sent = Promise.allSettled(shutdowns.map((shutdown) => shutdown()));
      await Promise.race([sent, late]);
    },
  };
}

/** @returns how to end it */
async function connect(
  source: MetricsSource,
): Promise<(() => Promise<void>)[]> {
  const [sdk, metrics, resources, hooks, core, traces, numbers, prom] =
    await Promise.all([
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/sdk-metrics"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/context-async-hooks"),
      import("@opentelemetry/core"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/exporter-metrics-otlp-http"),
      import("./prometheus-metrics.ts"),
    ]);
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES go before ours.
  const resource = resources
    .defaultResource()
    .merge(resources.resourceFromAttributes({ "service.name": "parley" }))
    .merge(resources.detectResources({ detectors: [resources.envDetector] }));
  const tracers = new sdk.TracerProvider({
    resource,
    spanProcessors: [
      new sdk.BatchSpanProcessor({ exporter: new traces.OTLPTraceExporter() }),
    ],
  });
  const meters = new metrics.MeterProvider({
    resource,
    readers: [
      new metrics.PeriodicExportingMetricReader({
        exporter: new numbers.OTLPMetricExporter(),
        metricProducers: [prom.prometheusMetrics({ ...source, resource })],
      }),
    ],
  });
  context.setGlobalContextManager(
    new hooks.AsyncLocalStorageContextManager().enable(),
  );
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracers);
  return [() => tracers.shutdown(), () => meters.shutdown()];
}
