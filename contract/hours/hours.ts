import { z } from "zod";
import { isTimeZone } from "#contract/hours/time-zone.ts";
import { lineSchema } from "#contract/text/text-schema.ts";

/**
 * Office hours, as channels, departments and queues keep them: wall-clock
 * times in one IANA time zone, so that summer time moves nothing.
 */

/** "09:00"; "24:00" is the end of the day. */
const clockSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, "Write it as 09:00.");
const dateSchema = z.iso.date();

/** `to` at or before `from` runs past midnight, into the next day. */
const spanSchema = z.object({ from: clockSchema, to: clockSchema });
export type HoursSpan = z.infer<typeof spanSchema>;

/** `day`: 0 is Sunday, 6 is Saturday. */
const daySpanSchema = spanSchema.extend({
  day: z.number().int().min(0).max(6),
});

/** One day, or the days up to and including `until`; `yearly` counts month and day alone. Spans: open within them all the same. */
export const holidaySchema = z
  .object({
    date: dateSchema,
    until: dateSchema.optional(),
    name: lineSchema({ max: 120 }).default(""),
    yearly: z.boolean().default(false),
    spans: z.array(spanSchema).max(10).default([]),
  })
  .refine(({ date, until }) => until === undefined || until >= date, {
    path: ["until"],
    message: "The last day must be after the first.",
  });
export type Holiday = z.infer<typeof holidaySchema>;

export const officeStateSchema = z.enum([
  "open",
  "out_of_office",
  "break",
  "holiday",
]);
export type OfficeState = z.infer<typeof officeStateSchema>;

const MAX_SPANS = 100;

export const hoursSchema = z.object({
  timeZone: z.string().refine(isTimeZone, "Enter a valid time zone."),
  week: z.array(daySpanSchema).max(MAX_SPANS),
  /** Inside the week's spans: closed for a while. */
  breaks: z.array(daySpanSchema).max(MAX_SPANS).default([]),
  holidays: z.array(holidaySchema).max(400).default([]),
  /** Shared holiday calendars, by id. */
  calendarIds: z.array(z.uuid()).max(20).default([]),
  /** A manual switch that takes precedence over everything, until a time or permanently. */
  override: z
    .object({
      state: officeStateSchema,
      until: z.iso.datetime({ offset: true }).nullable(),
    })
    .nullable()
    .default(null),
});
export type Hours = z.infer<typeof hoursSchema>;
export type HoursInput = z.input<typeof hoursSchema>;

/** Hours as a column holds them; null: none, or not readable. Never throws. */
export function readHours(value: unknown): Hours | null {
  const parsed = hoursSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
