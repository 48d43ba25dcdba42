import { resourceFromAttributes } from "@opentelemetry/resources";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { expect, test } from "vitest";
import { prometheusMetrics } from "./prometheus-metrics.ts";

test("a counter is a sum, a gauge a gauge, and a histogram counts each bucket for itself", async () => {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ["route"];
  const counter = new Counter({
    ...{ name: "sends_total", help: "Sends.", labelNames, registers },
  });
  const gauge = new Gauge({ name: "sockets", help: "Sockets.", registers });
  const histogram = new Histogram({
    ...{ name: "answer_seconds", help: "Answers.", labelNames, registers },
    buckets: [0.1, 1],
  });
  counter.inc({ route: "a" }, 3);
  for (const seconds of [0.05, 0.5, 0.5, 5])
    histogram.observe({ route: "a" }, seconds);
  const producer = prometheusMetrics({
    registry,
    refresh: () => Promise.resolve(gauge.set(7)),
    resource: resourceFromAttributes({}),
  });
  const { resourceMetrics } = await producer.collect();
  const found = resourceMetrics.scopeMetrics
    .flatMap(({ metrics }) => metrics)
    .map(({ descriptor, dataPoints }) => ({
      name: descriptor.name,
      unit: descriptor.unit,
      points: dataPoints.map(({ attributes, value }) => ({
        attributes,
        value,
      })),
    }));
  expect(found).toEqual([
    {
      name: "sends_total",
      unit: "",
      points: [{ attributes: { route: "a" }, value: 3 }],
    },
    { name: "sockets", unit: "", points: [{ attributes: {}, value: 7 }] },
    {
      name: "answer_seconds",
      unit: "s",
      points: [
        {
          attributes: { route: "a" },
          value: {
            buckets: { boundaries: [0.1, 1], counts: [1, 2, 1] },
            sum: 6.05,
            count: 4,
          },
        },
      ],
    },
  ]);
});
