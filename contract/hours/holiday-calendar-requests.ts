import { z } from "zod";
import { holidaySchema } from "#contract/hours/hours.ts";
import { nameSchema } from "#contract/text/fields.ts";

export const holidayCalendarRequestSchema = z.object({
  name: nameSchema,
  days: z.array(holidaySchema).max(400),
});
export type HolidayCalendarRequest = z.infer<
  typeof holidayCalendarRequestSchema
>;
