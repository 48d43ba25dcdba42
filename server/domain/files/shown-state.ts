import { Prisma } from "#server/db/client.ts";

/** For this many attempts, about a minute, a file is shown as being fetched; after that as missing, while it is still tried. */
export const ATTEMPTS_SHOWN_AS_FETCHING = 5;

/** The `error` of a kept file that the scanner has not seen, and of one that it found infected. */
export const UNSCANNED = "unscanned";
export const INFECTED = "infected";

/** SQL: the part of the virus scanner in the state of an attachment `f`; null: none. */
export const SHOWN_SCAN = Prisma.sql`case when f.state = 'pending' and f.error = ${UNSCANNED} then 'waiting'
    when f.state = 'failed' and f.error = ${INFECTED} then 'infected' end`;

/** The state of an attachment `f` as screens see it. */
export const SHOWN_STATE = Prisma.sql`case when f.state = 'pending' and f.error is not null and f.error not in ('ours', ${UNSCANNED})
    and f.attempts >= ${ATTEMPTS_SHOWN_AS_FETCHING}::int then 'failed' else f.state end`;
