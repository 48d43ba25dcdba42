import type { RateUsage } from "#server/channels/outbound-message.ts";
import {
  asNumber,
  asObject,
  asObjects,
  asText,
  parseJson,
} from "#server/channels/common/json.ts";
import type { JsonObject } from "#server/channels/common/json.ts";

const MINUTE_MS = 60_000;

// A page that has used up its calls for ads may still send messages.
const OTHER_BUSINESS =
  /^(ads_|custom_audience|leadgen|instagram|whatsapp|catalog)/;

/**
 * The strongest of the usage headers: how much of the limit is used, and how
 * long calls are refused. Null: none of them is present. Percentages are of a
 * rolling hour (page: a day); calling while limited extends the penalty.
 * Source: Graph API, "Rate limiting", read 2026-11.
 */
export function readUsage(headers: Headers): RateUsage | null {
  const found = [
    ...readPlain(headers.get("x-app-usage")),
    ...readPlain(headers.get("x-page-usage")),
    ...readByBusiness(headers.get("x-business-use-case-usage")),
  ];
  if (found.length === 0) return null;
  return {
    percent: Math.max(...found.map(({ percent }) => percent)),
    regainMs: Math.max(...found.map(({ regainMs }) => regainMs)),
  };
}

function readPlain(header: string | null): RateUsage[] {
  const usage = readHeader(header);
  return usage ? [toUsage(usage)] : [];
}

function readByBusiness(header: string | null): RateUsage[] {
  const byId = readHeader(header) ?? {};
  return Object.values(byId)
    .flatMap(asObjects)
    .filter(({ type }) => !OTHER_BUSINESS.test(asText(type) ?? ""))
    .map(toUsage);
}

function toUsage(usage: JsonObject): RateUsage {
  const percents = ["call_count", "total_time", "total_cputime"].map(
    (name) => asNumber(usage[name]) ?? 0,
  );
  const regainMinutes = asNumber(usage["estimated_time_to_regain_access"]) ?? 0;
  return {
    percent: Math.max(0, ...percents),
    regainMs: Math.max(0, regainMinutes) * MINUTE_MS,
  };
}

function readHeader(header: string | null): JsonObject | null {
  if (header === null) return null;
  const parsed = parseJson(new TextEncoder().encode(header));
  return parsed.ok ? asObject(parsed.value) : null;
}
