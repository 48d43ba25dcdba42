import { z } from "zod";
import { idSchema } from "#contract/base/ids.ts";
import { holidaySchema } from "#contract/hours/hours.ts";

export const holidayCalendarSchema = z.object({
  id: idSchema,
  name: z.string(),
  days: z.array(holidaySchema),
});
export type HolidayCalendar = z.infer<typeof holidayCalendarSchema>;
