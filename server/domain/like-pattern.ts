import { foldText } from "#contract/text/fold.ts";

/**
 * A LIKE pattern that finds what was typed anywhere in a folded column
 * (`"textFolded"`, `"nameFolded"`). What folds to nothing, an accent alone,
 * finds nothing.
 */
export function likePattern(typed: string): string {
  const wanted = foldText(typed.trim());
  return wanted === "" ? "" : `%${wanted.replace(/[\\%_]/g, "\\$&")}%`;
}
