/** The names that `npm run pack` puts into its archive. */
import fs from "node:fs";
import path from "node:path";

/**
 * Everything under `name` in `folder`, and `name` itself, except the places
 * that are left out. A place is that one path: node_modules/x is left out and
 * node_modules/y/node_modules/x, another version, is not.
 */
export function filesUnder(
  folder: string,
  name: string,
  leftOut: ReadonlySet<string>,
): string[] {
  if (leftOut.has(name)) return [];
  const place = path.join(folder, name);
  // A link is packed as a link.
  if (!fs.lstatSync(place).isDirectory()) return [name];
  return [
    name,
    ...fs
      .readdirSync(place)
      .flatMap((entry) => filesUnder(folder, `${name}/${entry}`, leftOut)),
  ];
}
