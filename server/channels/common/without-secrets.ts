/** Shorter ones would match ordinary words. */
const MIN_SECRET_LENGTH = 16;

/** The text with each of the secrets cut out: vendors quote them in some of their answers. */
export function withoutSecrets(
  text: string,
  secrets: readonly (string | null)[],
): string {
  let clean = text;
  for (const secret of secrets) {
    const isLong = secret !== null && secret.length >= MIN_SECRET_LENGTH;
    if (isLong) clean = clean.replaceAll(secret, "[redacted]");
  }
  return clean;
}
