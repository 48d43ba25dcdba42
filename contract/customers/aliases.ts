import { isSameFolded } from "#contract/text/fold.ts";

/** A customer keeps the first names of this many. */
export const MAX_ALIASES = 50;

/** Null: the name is not known. */
type Named = { name: string | null; aliases: string[] };

/** The names that a merge brings to the survivor, without the one that they are called by. */
export function broughtAliases(survivor: Named, other: Named): string[] {
  const name = survivor.name ?? other.name ?? "";
  const brought = other.name === null ? [] : [other.name];
  return unitedAliases(brought, other.aliases).filter(
    (alias) => !isSameFolded(alias, name),
  );
}

/** Each name once, as a reader compares them. */
export function unitedAliases(first: string[], then: string[]): string[] {
  const united: string[] = [];
  for (const alias of [...first, ...then])
    if (!isAmong(united, alias)) united.push(alias);
  return united.slice(0, MAX_ALIASES);
}

/** The aliases that stay when others go. */
export function withoutAliases(aliases: string[], gone: string[]): string[] {
  return aliases.filter((alias) => !isAmong(gone, alias));
}

function isAmong(aliases: string[], sought: string): boolean {
  return aliases.some((alias) => isSameFolded(alias, sought));
}
