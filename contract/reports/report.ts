import { z } from "zod";
import { idSchema, timeSchema } from "#contract/base/ids.ts";

/** Today, yesterday, or the last days up to now. Days begin at midnight in the company's time zone. */
export const REPORT_PERIODS = ["today", "yesterday", "7d", "30d"] as const;
export type ReportPeriod = (typeof REPORT_PERIODS)[number];

/** The subject of a report’s rows. A queue row can also be a ring group. */
export const REPORT_GROUPS = ["agent", "queue", "page"] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

export const REPORT_FIGURES = [
  "in",
  "closed",
  "first_reply",
  "reply",
  "wait",
  "missed",
  "waived",
  "spam",
] as const;
export type ReportFigure = (typeof REPORT_FIGURES)[number];

/** A year and a day: more days than any figure compares, and few enough to read at once. */
export const MAX_REPORT_DAYS = 366;
const DAY_MS = 86_400_000;

const querySchema = z.object({
  period: z.enum(REPORT_PERIODS).default("today"),
  /** The first and the last day, both included, in the company's time zone. With them, `period` does not count. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  by: z.enum(REPORT_GROUPS).default("agent"),
  /** Only conversations of customers who are in this segment now. */
  segment: idSchema.optional(),
});
type Days = { from?: string | undefined; to?: string | undefined };

const DAYS_FAULT = {
  path: ["to"],
  message: `Give both days, the last one not before the first, and at most ${MAX_REPORT_DAYS} days.`,
};

export const reportQuerySchema = querySchema.refine(areDays, DAYS_FAULT);
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** A median over `count` spans, in office hours and around the clock. Null without a span. */
const medianSchema = z.object({
  count: z.number(),
  officeMs: z.number().nullable(),
  wallMs: z.number().nullable(),
});
export type Median = z.infer<typeof medianSchema>;

const figuresSchema = z.object({
  /** Conversations that began. By agent: those that the agent took. */
  in: z.number(),
  /** Without those that were closed as spam. */
  closed: z.number(),
  /** From the customer's first message to the first reply of a person. */
  firstReply: medianSchema,
  /** First replies and all later ones: from the customer's oldest unanswered message to the reply of a person. */
  reply: medianSchema,
  /** In a queue or ring group, until an agent took it. */
  wait: medianSchema,
  /** Offers that rang for an agent for their whole time. */
  missed: z.number(),
  /** Waits of customers that an agent ended as "no reply needed". They are in no median. */
  waived: z.number(),
  /** Conversations that an agent closed as spam. */
  spam: z.number(),
});
export type ReportFigures = z.infer<typeof figuresSchema>;

export const reportSchema = z.object({
  at: timeSchema,
  from: timeSchema,
  /** The end of the period; for one that includes today, the same as `at`. */
  to: timeSchema,
  timeZone: z.string(),
  /** The oldest fact that is stored; null: none yet. */
  recordedSince: timeSchema.nullable(),
  rows: z.array(
    figuresSchema.extend({
      /** Null: no queue; a person outside Parley. */
      id: idSchema.nullable(),
      type: z.enum(["agent", "queue", "ring_group", "page"]).nullable(),
      /** Null: it has been deleted, or `id` is null. */
      name: z.string().nullable(),
    }),
  ),
  total: figuresSchema,
});
export type Report = z.infer<typeof reportSchema>;
export type ReportRow = Report["rows"][number];

export const reportRowsQuerySchema = querySchema
  .extend({
    figure: z.enum(REPORT_FIGURES),
    /** The id of a row, or `none` for the row without one. Left out: all rows. */
    row: z.union([z.literal("none"), idSchema]).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().optional(),
  })
  .refine(areDays, DAYS_FAULT);
export type ReportRowsQuery = z.infer<typeof reportRowsQuerySchema>;

const namedSchema = z.object({ id: idSchema, name: z.string().nullable() });

/** One conversation behind a number. */
export const reportItemSchema = z.object({
  id: idSchema,
  at: timeSchema,
  /** Null: deleted, or the reader may not see the conversation. */
  thread: z
    .object({ id: idSchema, customerName: z.string().nullable() })
    .nullable(),
  agent: namedSchema.nullable(),
  place: namedSchema.nullable(),
  page: namedSchema,
  officeMs: z.number().nullable(),
  wallMs: z.number().nullable(),
});
export type ReportItem = z.infer<typeof reportItemSchema>;

function areDays({ from, to }: Days): boolean {
  if (from === undefined || to === undefined) return from === to;
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return days >= 1 && days <= MAX_REPORT_DAYS;
}
