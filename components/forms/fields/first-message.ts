/** The first error message of a value or anything inside it. Pure. */
export function firstMessage(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("message" in error && typeof error.message === "string")
    return error.message;
  for (const [key, inner] of Object.entries(error)) {
    // The field itself, which react-hook-form keeps for the focus.
    if (key === "ref") continue;
    const found = firstMessage(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}
