import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Absolute path of something in the repository. */
export function inRoot(...parts) {
  return path.join(root, ...parts);
}
