import { foldText } from "#contract/text/fold.ts";

/** The filters of a search as they are typed: `from:customer in:"Tea shop" has:file after:2026-11-01`. */
export const TYPED_FILTERS = ["from", "in", "has", "after", "before"] as const;
export type TypedFilter = (typeof TYPED_FILTERS)[number];

/** The names that `from` and `in` can have. */
export type SearchNames = {
  me: string;
  agents: readonly { id: string; name: string }[];
  channels: readonly { id: string; name: string }[];
};

/** A search with its filters. `after` and `before` are days: "2026-11-01". */
export type TypedSearch = {
  q: string;
  /** "customer", or the id of an agent. */
  from?: string;
  channel?: string;
  has?: "file";
  after?: string;
  before?: string;
};

/** A search that becomes a view. */
export type SearchAsView = {
  name: string;
  q: string;
  channel?: string | undefined;
};

const TYPED =
  /(?<!\S)(from|in|has|after|before)[:：](?:["“”]([^"“”]*)["“”]|([^\s"“”]\S*))(?!\S)/giu;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the filters of what was typed; what is no filter stays a word to search for. Pure. */
export function readTyped(typed: string, names: SearchNames): TypedSearch {
  const found: Omit<TypedSearch, "q"> = {};
  const words = typed.replace(
    TYPED,
    (whole, name: string, quoted?: string, bare?: string) => {
      const filter = filterOf(
        name.toLowerCase() as TypedFilter,
        quoted ?? bare ?? "",
        names,
      );
      if (filter === null) return whole;
      Object.assign(found, filter);
      return " ";
    },
  );
  return { q: words.replace(/\s+/gu, " ").trim(), ...found };
}

function filterOf(
  name: TypedFilter,
  value: string,
  { me, agents, channels }: SearchNames,
): Omit<TypedSearch, "q"> | null {
  switch (name) {
    case "from": {
      const from =
        value === "customer"
          ? value
          : value === "me"
            ? me
            : idIn(agents, value);
      return from === null ? null : { from };
    }
    case "in": {
      const channel = idIn(channels, value);
      return channel === null ? null : { channel };
    }
    case "has":
      return value === "file" ? { has: value } : null;
    case "after":
    case "before":
      return isDay(value) ? { [name]: value } : null;
  }
}

/** The one with this name, or the only one that has it in its name. */
function idIn(
  list: readonly { id: string; name: string }[],
  typed: string,
): string | null {
  const wanted = foldText(typed.trim());
  if (wanted === "") return null;
  const same = list.find(({ name }) => foldText(name) === wanted);
  if (same) return same.id;
  const [only, ...others] = list.filter(({ name }) =>
    foldText(name).includes(wanted),
  );
  return only && others.length === 0 ? only.id : null;
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text));
}

/** Whether it asks for messages alone: conversations have no author, file or day. Pure. */
export function asksForMessages({
  from,
  has,
  after,
  before,
}: TypedSearch): boolean {
  return [from, has, after, before].some((value) => value !== undefined);
}

/** The typed text with one filter set to a value, or without it. Pure. */
export function writeTyped(
  typed: string,
  name: TypedFilter,
  value: string | null,
): string {
  const without = typed.replace(TYPED, (whole, found: string) =>
    found.toLowerCase() === name ? " " : whole,
  );
  const rest = without.replace(/\s+/gu, " ").trim();
  if (value === null) return rest;
  const written = /[\s"]/u.test(value)
    ? `"${value.replaceAll('"', "")}"`
    : value;
  return `${rest} ${name}:${written}`.trim();
}
