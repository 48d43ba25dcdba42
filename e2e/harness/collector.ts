import http from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

const spanSchema = z.looseObject({
  name: z.string(),
  traceId: z.string(),
  attributes: z.array(z.looseObject({ key: z.string() })),
});
const tracesSchema = z.object({
  resourceSpans: z.array(
    z.looseObject({
      scopeSpans: z.array(z.looseObject({ spans: z.array(spanSchema) })),
    }),
  ),
});
const metricsSchema = z.object({
  resourceMetrics: z.array(
    z.looseObject({
      scopeMetrics: z.array(
        z.looseObject({
          metrics: z.array(z.looseObject({ name: z.string() })),
        }),
      ),
    }),
  ),
});

export type Collected = {
  url: string;
  spans: z.infer<typeof spanSchema>[];
  /** The names of all metrics that came. */
  metrics: Set<string>;
  close(): Promise<void>;
};

/** An OpenTelemetry collector: takes traces and metrics over HTTP, as JSON. */
export async function startCollector(): Promise<Collected> {
  const spans: Collected["spans"] = [];
  const metrics = new Set<string>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      if (request.url === "/v1/traces")
        for (const { scopeSpans } of tracesSchema.parse(body).resourceSpans)
          for (const scope of scopeSpans) spans.push(...scope.spans);
      if (request.url === "/v1/metrics")
        for (const { scopeMetrics } of metricsSchema.parse(body)
          .resourceMetrics)
          for (const scope of scopeMetrics)
            for (const { name } of scope.metrics) metrics.add(name);
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    metrics,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
