import { ValueType } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import {
  AggregationTemporality,
  DataPointType,
  type MetricData,
  type MetricProducer,
} from "@opentelemetry/sdk-metrics";
import type { Registry } from "prom-client";

type PromMetric = Awaited<ReturnType<Registry["getMetricsAsJSON"]>>[number];
type PromValue = {
  value: number;
  labels: Partial<Record<string, string | number>>;
  metricName?: string;
};
type Time = [seconds: number, nanoseconds: number];

/** Produces the numbers of /metrics for OpenTelemetry. Counters are sums since the start of the process. */
export function prometheusMetrics({
  registry,
  refresh,
  resource,
}: {
  registry: Registry;
  refresh(): Promise<void>;
  resource: Resource;
}): MetricProducer {
  const startTime = toTime(Date.now());
  return {
    async collect() {
      await refresh();
      const all = await registry.getMetricsAsJSON();
      const times = { startTime, endTime: toTime(Date.now()) };
      return {
        resourceMetrics: {
          resource,
          scopeMetrics: [
            {
              scope: { name: "parley" },
              metrics: all.flatMap((metric) => toData(metric, times)),
            },
          ],
        },
        errors: [],
      };
    },
  };
}

function toData(
  metric: PromMetric,
  times: { startTime: Time; endTime: Time },
): MetricData[] {
  const values = metric.values as PromValue[];
  const common = {
    descriptor: {
      name: metric.name,
      description: metric.help,
      unit: metric.name.endsWith("_seconds") ? "s" : "",
      valueType: ValueType.DOUBLE,
    },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  const points = () =>
    values.map(({ value, labels }) => ({
      ...times,
      attributes: attributesOf(labels),
      value,
    }));
  switch (String(metric.type)) {
    case "counter":
      return [
        {
          ...common,
          dataPointType: DataPointType.SUM,
          isMonotonic: true,
          dataPoints: points(),
        },
      ];
    case "gauge":
      return [
        { ...common, dataPointType: DataPointType.GAUGE, dataPoints: points() },
      ];
    case "histogram":
      return [
        {
          ...common,
          dataPointType: DataPointType.HISTOGRAM,
          dataPoints: histograms(metric.name, values).map((one) => ({
            ...times,
            ...one,
          })),
        },
      ];
    default:
      return []; // a summary: we have none
  }
}

/** Prometheus counts each bucket with all below it; OpenTelemetry each for itself. */
function histograms(name: string, values: PromValue[]) {
  const groups = Map.groupBy(values, ({ labels }) =>
    JSON.stringify(Object.entries({ ...labels, le: undefined }).sort()),
  );
  return [...groups.values()].map((group) => {
    const buckets = group
      .filter(({ metricName }) => metricName === `${name}_bucket`)
      .map(({ value, labels }) => ({ le: Number(labels["le"]), value }))
      .map(({ le, value }) => ({ le: Number.isNaN(le) ? Infinity : le, value }))
      .sort((a, b) => a.le - b.le);
    const one = (end: string) =>
      group.find(({ metricName }) => metricName === `${name}_${end}`)?.value ??
      0;
    return {
      attributes: attributesOf({ ...group[0]?.labels, le: undefined }),
      value: {
        buckets: {
          boundaries: buckets.map(({ le }) => le).filter(Number.isFinite),
          counts: buckets.map(
            ({ value }, i) => value - (buckets[i - 1]?.value ?? 0),
          ),
        },
        sum: one("sum"),
        count: one("count"),
      },
    };
  });
}

function attributesOf(
  labels: Partial<Record<string, string | number>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

function toTime(ms: number): Time {
  return [Math.floor(ms / 1000), (ms % 1000) * 1_000_000];
}
