import { z } from "zod";
import type { Destination } from "#contract/routing/destination.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { getChannel } from "#server/domain/channels/channels.ts";
import type { Context } from "#server/domain/context.ts";
import { createServices, type Services } from "#server/pipeline/services.ts";
import {
  connectChannel,
  repairChannel,
} from "#server/pipeline/jobs/channels/channel-check.ts";
import { StartError } from "#server/runtime/start-error.ts";
import type { Queues } from "./queues.ts";

/** The content of the simulator: see simulator/README.md, control API. */
const worldSchema = z.object({
  apps: z.array(z.object({ appId: z.string(), appSecret: z.string() })),
  pages: z.array(
    z.object({
      pageId: z.string(),
      name: z.string(),
      token: z.string(),
      appId: z.string(),
    }),
  ),
});
type World = z.infer<typeof worldSchema>;

const CALL_TIMEOUT_MS = 15_000;

/**
 * Connects the simulator's pages and points its apps at our webhooks. A page
 * that is connected is subscribed again, since the simulator forgets when it
 * stops; one that somebody has disconnected stays so.
 */
export async function connectPages(
  context: Context,
  owner: Actor,
  queues: Queues,
): Promise<void> {
  const services = createServices(context);
  const world = worldSchema.parse(await call(context, "GET", "/_sim/world"));
  const ways = [queues.sales, queues.support];
  /** By app: each has one webhook address, whatever number of pages. */
  const channelIds = new Map<string, string[]>();
  for (const [index, page] of world.pages.entries()) {
    const route = ways[index % ways.length] ?? queues.sales;
    const channelId = await connectPage(services, owner, {
      world,
      page,
      route,
    });
    if (channelId === null) continue;
    const ofApp = channelIds.get(page.appId) ?? [];
    channelIds.set(page.appId, [...ofApp, channelId]);
  }
  for (const [appId, ofApp] of channelIds) {
    const [first] = ofApp;
    if (first !== undefined) await pointApp(context, owner, appId, first);
    // Only now is the webhook verified, and the health tells it. A simulator that was restarted has lost the fields.
    for (const id of ofApp) await repairChannel(services, owner, id, "fields");
  }
}

/** Null: somebody has disconnected it, or the app is not the simulator's. */
async function connectPage(
  services: Services,
  owner: Actor,
  {
    world,
    page,
    route,
  }: {
    world: World;
    page: World["pages"][number];
    route: Destination;
  },
): Promise<string | null> {
  const { context } = services;
  const known = await context.db.prisma.channel.findUnique({
    where: { kind_accountId: { kind: "messenger", accountId: page.pageId } },
    select: { id: true, deletedAt: true },
  });
  if (known) return known.deletedAt === null ? known.id : null;
  const app = world.apps.find(({ appId }) => appId === page.appId);
  if (!app) return null;
  const { id } = await connectChannel(services, owner, {
    type: "messenger",
    name: page.name,
    pageId: page.pageId,
    pageToken: page.token,
    appId: app.appId,
    appSecret: app.appSecret,
    route: { open: route },
  });
  return id;
}

/** A person's steps in the Meta app: enter the webhook address with its verify token, and where a removal and a wish for deletion are sent. */
async function pointApp(
  context: Context,
  owner: Actor,
  appId: string,
  channelId: string,
): Promise<void> {
  const { webhookUrl, verifyToken } = await getChannel(
    context,
    owner,
    channelId,
  );
  await call(context, "POST", `/_sim/apps/${appId}/webhook`, {
    callbackUrl: webhookUrl,
    verifyToken,
  });
  await call(context, "PATCH", `/_sim/apps/${appId}`, {
    deauthorizeUrl: `${webhookUrl}/deauthorize`,
    dataDeletionUrl: `${webhookUrl}/data-deletion`,
  });
}

async function call(
  { config }: Context,
  method: "GET" | "PATCH" | "POST",
  path: string,
  body?: unknown,
): Promise<unknown> {
  const url = `${config.metaGraphUrl}${path}`;
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw new StartError(
      `META_GRAPH_URL: no simulator answers at ${config.metaGraphUrl}.`,
      { cause: error },
    );
  });
  const text = await response.text();
  if (!response.ok) {
    throw new StartError(
      `META_GRAPH_URL: ${method} ${path} answered ${response.status}: ${text}`,
    );
  }
  return JSON.parse(text);
}
