import { Prisma } from "#server/db/client.ts";

/** For this many attempts, about a minute, a file is shown as being fetched; after that as missing, while it is still tried. */
export const ATTEMPTS_SHOWN_AS_FETCHING = 5;

/** The state of an attachment `f` as screens see it. */
export const SHOWN_STATE = Prisma.sql`case when f.state = 'pending' and f.error is not null and f.error <> 'ours'
    and f.attempts >= ${ATTEMPTS_SHOWN_AS_FETCHING}::int then 'failed' else f.state end`;
