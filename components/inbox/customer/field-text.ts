/** A field's value as text. API clients may store other JSON values in a field. */
export function fieldText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
