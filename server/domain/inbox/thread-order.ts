import { writeCursor, type Cursor } from "#contract/base/cursor.ts";
import type { ThreadFilter } from "#contract/threads/thread-filter.ts";
import { Prisma } from "#server/db/client.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type {
  Place,
  VisiblePage,
  Wanted,
} from "#server/domain/access/list-visible.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { readCursor } from "#server/domain/thread/cursor.ts";
import { unreadBy } from "./thread-filter.ts";

export type Sort = NonNullable<ThreadFilter["sort"]>;

/**
 * A part of a list. Each has an order for which there is an index, and stands whole before the next one: a single order
 * over both, such as "those without a target last", would have none.
 */
type Part = Pick<VisiblePage, "at" | "direction"> & {
  conditions: Prisma.Sql[];
};

/** The end of a page of a list. */
export type ListCursor = Cursor & { part: number };
export type PlaceInList = Place & { part: number };

/** The first threads of a list, behind a place. */
export type ReadPlaces = (page: {
  after: ListCursor | null;
  count: number;
  /** Conditions besides those of the list. */
  more?: Prisma.Sql[];
  /** The conditions name threads by their ids. */
  areNamed?: boolean;
}) => Promise<PlaceInList[]>;

/** Reads the places of a list, part after part, in the order of `sort`. */
export function placesBy(
  sort: Sort,
  actor: Actor,
  {
    wanted,
    list,
  }: { wanted: Wanted; list: (page: VisiblePage) => Promise<Place[]> },
): ReadPlaces {
  const parts = partsOf(sort, actor);
  return async ({ after, count, more = [], areNamed }) => {
    const found: PlaceInList[] = [];
    for (const [number, part] of parts.entries()) {
      if (found.length >= count) break;
      if (after !== null && number < after.part) continue;
      const behind = after?.part === number ? [behindOf(part, after)] : [];
      const places = await list({
        ...wanted,
        ...(areNamed ? { areNamed } : {}),
        conditions: [
          ...wanted.conditions,
          ...part.conditions,
          ...more,
          ...behind,
        ],
        at: part.at,
        direction: part.direction,
        limit: count - found.length,
      });
      found.push(...places.map((place) => ({ ...place, part: number })));
    }
    return found;
  };
}

function partsOf(sort: Sort, actor: Actor): Part[] {
  const byMessage = { at: Prisma.sql`t."lastMessageAt"`, conditions: [] };
  const newest: Part = { ...byMessage, direction: "desc" };
  switch (sort) {
    case "newest":
      return [newest];
    case "oldest":
      return [{ ...byMessage, direction: "asc" }];
    case "waiting":
      // Only waiting threads can be sorted by waiting time.
      return [
        {
          at: Prisma.sql`t."waitingSince"`,
          direction: "asc",
          conditions: [Prisma.sql`t."waitingSince" is not null`],
        },
      ];
    case "target":
      return [
        {
          at: Prisma.sql`t."replyDueAt"`,
          direction: "asc",
          conditions: [Prisma.sql`t."replyDueAt" is not null`],
        },
        { ...newest, conditions: [Prisma.sql`t."replyDueAt" is null`] },
      ];
    case "unread":
      return [
        { ...newest, conditions: [unreadBy(actor, true)] },
        { ...newest, conditions: [unreadBy(actor, false)] },
      ];
  }
}

function behindOf(
  { at, direction }: Part,
  { at: time, id }: Cursor,
): Prisma.Sql {
  const place = Prisma.sql`(${time}::timestamptz, ${id}::uuid)`;
  return direction === "desc"
    ? Prisma.sql`(${at}, t.id) < ${place}`
    : Prisma.sql`(${at}, t.id) > ${place}`;
}

const CURSOR = /^(?:([1-9])\.)?([\w-]+)$/;

export function writeListCursor({ part, ...place }: ListCursor): string {
  return `${part === 0 ? "" : `${part}.`}${writeCursor(place)}`;
}

/** @throws AppError invalid_input: the text is not a cursor of ours. */
export function readListCursor(text: string | undefined): ListCursor | null {
  if (text === undefined) return null;
  const [, part = "0", place] = CURSOR.exec(text) ?? [];
  const cursor = place === undefined ? null : readCursor(place);
  if (cursor === null)
    throw invalidInput("cursor", "Use a cursor that a list has given.");
  return { ...cursor, part: Number(part) };
}
