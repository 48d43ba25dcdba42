import { randomBytes } from "node:crypto";
import type { Channel } from "#contract/channels/channel.ts";
import type { Queue } from "#contract/routing/queue.ts";
import type { Role } from "#contract/people/agent.ts";
import type { Thread } from "#contract/threads/thread.ts";
import { cloneDatabase } from "#server/db/test-database.ts";
import type { TestServer } from "#server/db/test-database.ts";
import { createApi, signIn } from "./api.ts";
import type { Api } from "./api.ts";
import { startApp } from "./app.ts";
import type { App } from "./app.ts";
import { META_APP, PAGES, startSimulator } from "./simulator.ts";
import type { Page, Simulator } from "./simulator.ts";
import { until } from "./until.ts";

/** Somebody who works here, with all their ways in. */
export type Colleague = {
  id: string;
  name: string;
  email: string;
  password: string;
  token: string;
  api: Api;
};

/** A company on its first day: the app, Meta's side, an owner, a page that delivers. */
export type TestCompany = Awaited<ReturnType<typeof startCompany>>;

export type CompanyInput = {
  /** Left out: the app runs on its own embedded Postgres. */
  postgres?: TestServer;
  databaseUrl?: string;
  /** More of the app's environment. */
  env?: Record<string, string>;
};

const PASSWORD = "a long enough password";

/** Starts everything that a story needs; `close` ends all of it. */
export async function startCompany({
  postgres,
  databaseUrl,
  env,
}: CompanyInput = {}) {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const simulator = await startSimulator();
    closing.push(simulator.stop);
    const database = postgres && (await cloneDatabase(postgres.templateUrl));
    if (database) closing.push(database.drop);
    const url = databaseUrl ?? database?.url;
    const app = await startApp({
      graphUrl: simulator.url,
      ...(url === undefined ? {} : { databaseUrl: url }),
      ...(env === undefined ? {} : { env }),
    });
    closing.push(app.close);
    const owner = await createOwner(app);
    const channel = await connect(simulator, owner.api, PAGES[0]);
    const people = acts(app, owner);
    return {
      app,
      simulator,
      owner,
      channel,
      databaseUrl: url,
      close,
      ...people,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function acts(app: App, owner: Colleague) {
  return {
    colleague: (name: string, role: Role = "agent") =>
      createColleague({ url: app.url, owner }, name, role),
    queue: (members: { id: string }[], more: Partial<Queue> = {}) =>
      owner.api.post<Queue>("/queues", {
        name: `Queue ${randomBytes(4).toString("hex")}`,
        memberIds: members.map(({ id }) => id),
        ...more,
      }),
    /** Sets the destination of the page's new threads from now on. */
    route: (
      { id }: Pick<Channel, "id">,
      type: "queue" | "agent" | "ring_group",
      destinationId: string,
    ) =>
      owner.api.patch<Channel>(`/channels/${id}`, {
        route: { open: { type, id: destinationId } },
      }),
    /** The thread of this customer, once there is one. */
    threadOf: (psid: string) =>
      until(`the thread of ${psid}`, async () =>
        (await owner.api.all<Thread>("/threads")).find(({ customer }) =>
          customer.identities.some(({ externalId }) => externalId === psid),
        ),
      ),
  };
}

/** A person whom the owner adds, signed in and with a token. */
export async function createColleague(
  { url, owner }: { url: string; owner: Colleague },
  name: string,
  role: Role = "agent",
): Promise<Colleague> {
  const email = `${name.toLowerCase()}.${randomBytes(4).toString("hex")}@example.com`;
  const given = { name, email, role, password: PASSWORD };
  await owner.api.post("/agents", given);
  return { name, email, password: PASSWORD, ...(await letIn({ url }, given)) };
}

/** Sets the company up as its first owner does, and gives them a token. */
export async function createOwner(app: Pick<App, "url">): Promise<Colleague> {
  const email = "olivia.owner@example.com";
  const name = "Olivia Owner";
  const given = { name, email, password: PASSWORD };
  const { status } = await createApi(app.url, null).ask(
    "POST",
    "/setup",
    given,
    { origin: app.url },
  );
  if (status !== 201) throw new Error(`The setup was refused: ${status}`);
  return { ...given, ...(await letIn(app, given)) };
}

/** Signs in, and makes a token: the id, the token and what it opens. */
async function letIn(
  app: Pick<App, "url">,
  given: { email: string; password: string },
) {
  const cookie = await signIn(app.url, given);
  if (cookie === null) throw new Error(`${given.email} cannot sign in.`);
  const signedIn = createApi(app.url, { cookie });
  const { id } = await signedIn.get<{ id: string }>("/me");
  const { token } = await signedIn.post<{ token: string }>("/me/tokens");
  return { id, token, api: createApi(app.url, { token }) };
}

/** Connects a page over the API, and Meta to its webhook address. */
export async function connect(
  simulator: Simulator,
  api: Api,
  page: Page,
): Promise<Channel> {
  const channel = await api.post<Channel>("/channels", {
    pageId: page.pageId,
    pageToken: page.token,
    name: page.name,
    ...META_APP,
  });
  await simulator.subscribe(channel.webhookUrl, channel.verifyToken);
  return channel;
}
