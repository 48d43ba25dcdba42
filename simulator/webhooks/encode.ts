/** JSON the way Meta writes it: pure ASCII, every other UTF-16 unit as
 *  \uXXXX in lower-case hex (an emoji is a surrogate pair), slashes as \/.
 *  The signature is made over exactly these bytes. */
export function encodeAscii(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("/", "\\/")
    .replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}

/** The same content as literal UTF-8: a receiver that hashes the bytes it got
 *  accepts it, one that re-serialises what it parsed does not. */
export function encodeLiteral(value: unknown): string {
  return JSON.stringify(value);
}
