import { z } from "zod";

export const weightSchema = z.number().int().min(1).max(100).optional();

export const agentLimitSchema = z
  .number()
  .int()
  .min(1)
  .max(1000)
  .nullable()
  .optional();
