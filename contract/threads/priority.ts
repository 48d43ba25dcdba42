import { z } from "zod";
import { PRIORITIES } from "#contract/threads/priority-levels.ts";

export const prioritySchema = z.enum(PRIORITIES);
