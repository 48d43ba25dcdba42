import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** Files that are not part of a build. */
const IGNORED = /\.test\.[a-z]+$|^\.|~$/;

/**
 * A hash over the contents of files and folders of the repository; one that
 * does not exist counts as empty.
 *
 * @param {string[]} names relative to the repository
 */
export function hashOf(names) {
  const hash = crypto.createHash("sha256");
  for (const name of names) addTo(hash, name);
  return hash.digest("hex");
}

/** Whether the stamp file contains `value`. */
export function isStamped(file, value) {
  try {
    return fs.readFileSync(file, "utf8") === value;
  } catch {
    return false; // never done, or not readable: do it
  }
}

export function writeStamp(file, value) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, value);
}

function addTo(hash, name) {
  const file = path.join(root, name);
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) {
    for (const entry of fs.readdirSync(file).sort()) {
      if (!IGNORED.test(entry)) addTo(hash, `${name}/${entry}`);
    }
    return;
  }
  hash.update(`${name}\0${stat.size}\0`);
  hash.update(fs.readFileSync(file));
}
