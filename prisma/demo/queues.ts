import type { CreateQueue } from "#contract/routing/queue-requests.ts";
import type { Destination } from "#contract/routing/destination.ts";
import type { Context } from "#server/domain/context.ts";
import { createDepartment } from "#server/domain/teams/departments.ts";
import { createQueue } from "#server/domain/teams/queues.ts";
import type { People } from "./people.ts";

export type Queues = Record<"sales" | "support", Destination>;

/** Long enough to be looked at for the first time. */
const RING_SECONDS = 60;

/** One department, and the two queues that the pages lead to: in one people help themselves, in the other it rings. What is there already stays as it is. */
export async function createQueues(
  context: Context,
  people: People,
): Promise<Queues> {
  const { owner, supervisor, sofia, meiling, zhiwei } = people;
  const departmentId = await department(context, people, "Customer care", [
    supervisor.agentId,
    sofia.agentId,
    meiling.agentId,
    zhiwei.agentId,
  ]);
  const make = async (
    name: string,
    memberIds: string[],
    more: Partial<CreateQueue> = {},
  ) => {
    const { prisma } = context.db;
    const found = await prisma.queue.findUnique({
      where: { name },
      select: { id: true },
    });
    const { id } =
      found ??
      (await createQueue(context, people.owner, {
        name,
        departmentId,
        memberIds,
        ...more,
      }));
    return { type: "queue" as const, id };
  };
  return {
    sales: await make("Sales 售前", [
      meiling.agentId,
      sofia.agentId,
      zhiwei.agentId,
    ]),
    // Rings at whoever is signed in, the owner too: most people try that log-in first.
    support: await make(
      "Support",
      [owner.agentId, sofia.agentId, zhiwei.agentId],
      { strategy: "ring_all", offerSeconds: RING_SECONDS },
    ),
  };
}

async function department(
  context: Context,
  { owner }: People,
  name: string,
  memberIds: string[],
): Promise<string> {
  const found = await context.db.prisma.department.findUnique({
    where: { name },
    select: { id: true },
  });
  if (found) return found.id;
  return (await createDepartment(context, owner, { name, memberIds })).id;
}
