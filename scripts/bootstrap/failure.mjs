import { BootstrapError } from "./run.mjs";

const LAST_LINES = 60; // a failed build writes a lot

/**
 * The error for a step that failed: one sentence where the cause is known,
 * else the end of what the program wrote.
 *
 * @param {string} what "The packages could not be installed"
 * @param {string} output
 */
export function explain(what, output) {
  const cause = causeOf(output);
  if (cause) return new BootstrapError(`${what}: ${cause}.`);
  const tail = output.trim().split("\n").slice(-LAST_LINES).join("\n");
  return new BootstrapError(`${what}.\n${tail}`);
}

/** @returns {string | null} */
export function causeOf(output) {
  if (/ENOSPC|No space left/i.test(output)) return "the disk is full";
  if (/EROFS|read-only file system/i.test(output)) {
    return "the folder is read-only";
  }
  if (/\bEACCES\b|\bEPERM\b/.test(output)) {
    return "this user may not write in the folder";
  }
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|EIDLETIMEOUT)\b/.exec(
      output,
    );
  if (network) {
    return `the npm registry cannot be reached (${network[1]})`;
  }
  return null;
}
