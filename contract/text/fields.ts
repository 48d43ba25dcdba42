import { z } from "zod";
import { foldEmail } from "#contract/text/fold.ts";
import { MAX_NOTE_CHARACTERS } from "#contract/text/note-limit.ts";
import {
  exactTextSchema,
  lineSchema,
  paragraphsSchema,
} from "#contract/text/text-schema.ts";

export const emailSchema = exactTextSchema({ max: 254 })
  .overwrite(foldEmail)
  .pipe(z.email());

export const nameSchema = lineSchema({ min: 1, max: 120 });

export const noteSchema = paragraphsSchema({ max: MAX_NOTE_CHARACTERS });
