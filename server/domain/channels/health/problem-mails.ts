import { Prisma } from "#server/db/client.ts";
import type { Sql } from "#server/db/sql.ts";
import { supervisesSql } from "#server/domain/access/scope.ts";
import type { ProblemCode, StoredProblem } from "./problems.ts";
import { enqueueMails } from "#server/domain/mail/mail-jobs.ts";
import type { QueuedContent } from "#server/domain/mail/mail-templates.ts";

/** While one of these lasts the page takes or sends nothing until a person acts. */
const DOWN: readonly ProblemCode[] = [
  "token_dead",
  "app_deauthorized",
  "token_wrong_page",
  "app_secret_wrong",
  "permission_missing",
  "not_subscribed",
  "policy_blocked",
];
/** The page still works; a person must act before a date. */
const ENDING: readonly ProblemCode[] = ["token_expiring", "data_access_ending"];

type Change = {
  channel: { id: string; name: string; departmentId: string | null };
  before: StoredProblem[];
  after: StoredProblem[];
};

/**
 * Mails the change of a page's problems to the people who can mend it: the
 * admins, and the supervisors of its department. One mail says that the page
 * does not work, however many problems follow; the next one that it works
 * again. Runs in the transaction that changes the problems.
 */
export async function mailProblems(tx: Sql, change: Change): Promise<void> {
  const contents = contentsOf(change);
  if (contents.length === 0) return;
  const { departmentId } = change.channel;
  const readers = await tx.$queryRaw<{ id: string }[]>(Prisma.sql`
    select a.id from agent a where a."disabledAt" is null and a.role <> 'reviewer'
      and ${supervisesSql(Prisma.sql`${departmentId}::uuid`)}`);
  await enqueueMails(
    tx,
    readers.flatMap(({ id }) =>
      contents.map((content) => ({ ...content, to: { agentId: id } })),
    ),
  );
}

function contentsOf({ channel, before, after }: Change): QueuedContent[] {
  const about = { channelId: channel.id, channel: channel.name };
  const contents: QueuedContent[] = [];
  const down = after.find(({ code }) => DOWN.includes(code));
  const wasDown = before.some(({ code }) => DOWN.includes(code));
  if (down && !wasDown)
    contents.push({
      template: "channel_problem",
      data: { ...about, problem: down.code },
    });
  if (!down && wasDown)
    contents.push({ template: "channel_repaired", data: about });
  for (const { code } of after)
    if (ENDING.includes(code) && !before.some((old) => old.code === code))
      contents.push({
        template: "access_ending",
        data: { ...about, problem: code },
      });
  return contents;
}
