import { z } from "zod";
import {
  MAX_RECENT_SEARCHES,
  MAX_SAVED_SEARCHES,
  MAX_SEARCH_NAME,
} from "#contract/people/search-limits.ts";
import {
  exactTextSchema,
  lineSchema,
  soughtTextSchema,
} from "#contract/text/text-schema.ts";

const MAX_KEYS = 200;

/** The seconds in which a person can take back a reply; 0: it is sent at once. */
export const UNDO_SECONDS = [0, 5, 10] as const;
export type UndoSeconds = (typeof UNDO_SECONDS)[number];
const undoSecondsSchema = z.literal(UNDO_SECONDS);

/**
 * By action, the key that a person chose (`KeyboardEvent.key`); empty: the action has none. An action is a name of the
 * console's list of shortcuts, or `macro:` and the id of a macro.
 */
export const keymapSchema = z
  .record(
    exactTextSchema({ min: 1, max: 60 }).regex(/^[A-Za-z]+(:[0-9a-f-]+)?$/),
    exactTextSchema({ max: 2 }),
  )
  .refine((keys) => Object.keys(keys).length <= MAX_KEYS, "Too many keys.");

/** The texts that a person sought lately, the newest first, and those that they keep under a name. */
export const searchesSchema = z.object({
  recent: z.array(soughtTextSchema.min(1)).max(MAX_RECENT_SEARCHES),
  saved: z
    .array(
      z.object({
        name: lineSchema({ min: 1, max: MAX_SEARCH_NAME }),
        q: soughtTextSchema.min(1),
      }),
    )
    .max(MAX_SAVED_SEARCHES),
});
export type Searches = z.infer<typeof searchesSchema>;

export const MAX_DISPLAY_NAME = 80;
const displayNameSchema = lineSchema({ max: MAX_DISPLAY_NAME }).nullable();

/** A person's settings of the console, the same on all of their devices. */
export const preferencesSchema = z.object({
  /** Null: never changed on any device. */
  keys: z.record(z.string(), z.string()).nullable(),
  /** The time in which a reply waits and can be taken back. */
  undoSeconds: undoSecondsSchema,
  searches: searchesSchema,
  /** The name that canned replies give to customers (`agent.displayName`). Null: the person's name. */
  displayName: displayNameSchema,
});
export type PersonalPreferences = z.infer<typeof preferencesSchema>;

export const updatePreferencesSchema = z.object({
  /** All of them; {}: the defaults. */
  keys: keymapSchema.optional(),
  undoSeconds: undoSecondsSchema.optional(),
  /** All of them. */
  searches: searchesSchema.optional(),
  displayName: displayNameSchema.optional(),
});
export type UpdatePreferences = z.infer<typeof updatePreferencesSchema>;
