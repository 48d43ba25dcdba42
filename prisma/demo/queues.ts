import type { Destination } from "#contract/shapes.ts";
import type { Context } from "#server/domain/context.ts";
import { createDepartment } from "#server/domain/routing/departments.ts";
import { createQueue } from "#server/domain/routing/queues.ts";
import type { People } from "./people.ts";

export type Queues = Record<"sales" | "support", Destination>;

/** One department, and the two queues that the pages lead to; what is there already stays as it is. */
export async function createQueues(
  context: Context,
  people: People,
): Promise<Queues> {
  const { supervisor, sofia, meiling, zhiwei } = people;
  const departmentId = await department(context, people, "Customer care", [
    supervisor.agentId,
    sofia.agentId,
    meiling.agentId,
    zhiwei.agentId,
  ]);
  const make = async (name: string, memberIds: string[]) => {
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
      }));
    return { type: "queue" as const, id };
  };
  return {
    sales: await make("Sales 售前", [
      meiling.agentId,
      sofia.agentId,
      zhiwei.agentId,
    ]),
    support: await make("Support", [sofia.agentId, zhiwei.agentId]),
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
