import type { Role } from "#contract/people/agent.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { createAgent } from "#server/domain/people/agents.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { actorSelect } from "#server/domain/access/load-actor.ts";
import type { Context } from "#server/domain/context.ts";
import { readCompany, updateCompany } from "#server/domain/settings/company.ts";

/** The password of everybody in the demo; shown beside the log-ins. */
export const DEMO_PASSWORD = "parley-demo";

/** The company of the demo. */
const COMPANY = "Parley Demo Company";

export type PersonKey = keyof typeof PEOPLE;
export type People = Record<PersonKey, Actor>;

type Person = { name: string; role: Role; email: string };

const PEOPLE = {
  owner: {
    name: "Anna Lindqvist",
    role: "owner",
    email: "anna@parley.example",
  },
  supervisor: {
    name: "Marcus Reid",
    role: "supervisor",
    email: "marcus@parley.example",
  },
  sofia: { name: "Sofia Marin", role: "agent", email: "sofia@parley.example" },
  meiling: { name: "陈美玲", role: "agent", email: "meiling@parley.example" },
  zhiwei: { name: "林志偉", role: "agent", email: "zhiwei@parley.example" },
} as const satisfies Record<string, Person>;

const REVIEWER: Person = {
  name: "App Review",
  role: "reviewer",
  email: "review@parley.example",
};

/** Creates the demo's people; those who exist already stay as they are. */
export async function createPeople(context: Context): Promise<People> {
  const people: Partial<People> = {};
  for (const [key, person] of Object.entries(PEOPLE)) {
    people[key as PersonKey] =
      (await findActor(context, person.email)) ??
      (await createActor(context, person));
  }
  return people as People;
}

/** A company that has a name keeps it. */
export async function nameCompany(
  context: Context,
  { owner }: People,
): Promise<void> {
  const { name } = await readCompany(context.db.sql);
  if (name === "") await updateCompany(context, owner, { name: COMPANY });
}

/**
 * A reviewer of the first connected page, as Meta's app review needs one; null
 * while no page is connected.
 */
export async function createReviewer(context: Context): Promise<Actor | null> {
  const known = await findActor(context, REVIEWER.email);
  if (known) return known;
  const channel = await context.db.prisma.channel.findFirst({
    where: { deletedAt: null },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  if (!channel) return null;
  return createActor(context, { ...REVIEWER, reviewChannelId: channel.id });
}

async function createActor(
  context: Context,
  person: Person & { reviewChannelId?: string },
): Promise<Actor> {
  const { id } = await createAgent(context, commandLine, {
    ...person,
    password: DEMO_PASSWORD,
  });
  const { name, role, email } = person;
  return { agentId: id, name, role, email, departmentIds: [] };
}

async function findActor(
  { db }: Context,
  email: string,
): Promise<Actor | null> {
  const row = await db.prisma.agent.findUnique({
    where: { email },
    select: actorSelect,
  });
  if (!row) return null;
  const { id: agentId, name, departments } = row;
  const departmentIds = departments.map(({ departmentId }) => departmentId);
  return { agentId, name, email, role: row.role as Role, departmentIds };
}
