import { z } from "zod";

/**
 * The readers of a note about a customer, among those who may see the customer.
 * The author always reads it.
 * everyone: all of them. department: the members of its department, and its
 * supervisors. supervisors: supervisors, admins and owners. author: no one else.
 */
export const NOTE_AUDIENCES = [
  "everyone",
  "department",
  "supervisors",
  "author",
] as const;
export const noteAudienceSchema = z.enum(NOTE_AUDIENCES);
export type NoteAudience = z.infer<typeof noteAudienceSchema>;
