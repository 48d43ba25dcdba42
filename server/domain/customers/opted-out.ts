import { Prisma } from "#server/db/client.ts";

/**
 * SQL, over a thread `t` and its customer `c`: when the customer withdrew the consent to be written to, if they have not
 * written in this thread since; else null. The messages are read only of the few who have.
 */
export const optedOutAt = Prisma.sql`case when c."optedOutAt" is not null and not exists (
  select from message w where w."threadId" = t.id and w.direction = 'in' and w.kind = 'message'
    and w."sentAt" > c."optedOutAt") then c."optedOutAt" end`;
