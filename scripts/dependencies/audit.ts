import { z } from "zod";

/** The answer of `npm audit --json`, in what we need of it. */
const reportSchema = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      name: z.string(),
      severity: z.enum(["info", "low", "moderate", "high", "critical"]),
      range: z.string(),
      via: z.array(z.union([z.string(), z.object({ title: z.string() })])),
      fixAvailable: z.unknown(),
    }),
  ),
});
const refusalSchema = z.object({ message: z.string() });

export type Audit =
  /** A line each; `isGrave`: one of them is high or critical. */
  | { kind: "answered"; holes: string[]; isGrave: boolean }
  /** Nothing is known: the registry was not reached, or keeps no list. */
  | { kind: "unanswered"; reason: string };

const GRAVE = ["high", "critical"];

/** Reads what npm wrote. Pure. */
export function readAudit(text: string): Audit {
  const answer = parse(text);
  const refusal = refusalSchema.safeParse(answer);
  if (refusal.success)
    return { kind: "unanswered", reason: refusal.data.message };
  const report = reportSchema.safeParse(answer);
  if (!report.success)
    return { kind: "unanswered", reason: "npm said nothing that can be read" };
  const all = Object.values(report.data.vulnerabilities);
  const holes = all.map(({ name, severity, range, via, fixAvailable }) => {
    const [first] = via;
    const title =
      typeof first === "object" ? first.title : `by ${first ?? "its own"}`;
    const fix = Boolean(fixAvailable)
      ? "a version without it exists"
      : "no fix";
    return `${severity}: ${name} ${range}: ${title} (${fix})`;
  });
  const isGrave = all.some(({ severity }) => GRAVE.includes(severity));
  return { kind: "answered", holes, isGrave };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
