import { Hono } from "hono";
import { z } from "zod";
import { signedRequest } from "../webhooks/sign.ts";
import { parseField } from "../webhooks/fields.ts";
import { tellPermissions } from "../webhooks/permissions.ts";
import { outboxOf } from "../webhooks/publish.ts";
import { ADMIN_ID } from "../graph/profiles.ts";
import { PAGE_TASKS } from "../world/create.ts";
import type { SimApp, SimPage, SimToken, World } from "../world/model.ts";
import { mustApp, mustPage } from "./find.ts";
import { body, ControlError, momentSchema } from "./problem.ts";
import { pageView } from "./views.ts";

const pagePatchSchema = z.object({
  name: z.string().min(1).optional(),
  defaultAppId: z.string().nullable().optional(),
  /** 190 subcode for every token of the page; 0: none; null: alive again. */
  deadSubcode: z.number().int().nullable().optional(),
  /** Applies to every token of the page; null: never. */
  tokenExpiresAt: momentSchema.nullable().optional(),
  /** Applies to every token of the page; null: never. */
  dataAccessEndsAt: momentSchema.nullable().optional(),
  /** The scopes of every token of the page. */
  scopes: z.array(z.string()).optional(),
  tasks: z.array(z.enum(PAGE_TASKS)).optional(),
  /** The page-level subscription of every app that has one; empty: unsubscribed. */
  subscribedFields: z.array(z.string()).optional(),
  /** The error with which Meta refuses every question about leads; null: it answers. */
  leadFault: z
    .object({
      code: z.number().int(),
      subcode: z.number().int().optional(),
      message: z.string(),
      transient: z.boolean().optional(),
    })
    .nullable()
    .optional(),
  webhooks: z.enum(["normal", "held", "dropped", "wrong_signature"]).optional(),
});
type PagePatch = z.infer<typeof pagePatchSchema>;

const personSchema = z.object({
  /** The app-scoped id of the person; default: the admin of the login dialog. */
  userId: z.string().default(ADMIN_ID),
  /** Only this page was removed from the app. */
  pageId: z.string().optional(),
});

const CALLBACK_TIMEOUT_MS = 10_000;

/** Meta's side of a connection: what the page's admin, or Meta, changes on it. */
export function switchRoutes(world: World): Hono {
  const app = new Hono();

  app.get("/pages/:pageId", (c) =>
    c.json(pageView(world, mustPage(world, c.req.param("pageId")))),
  );
  app.patch("/pages/:pageId", async (c) => {
    const page = mustPage(world, c.req.param("pageId"));
    const input = await body(c, pagePatchSchema);
    change(world, page, input);
    world.bus.emit({ type: "world" });
    outboxOf(world).resume();
    return c.json(pageView(world, page));
  });

  app.post("/apps/:appId/deauthorize", async (c) => {
    const found = mustApp(world, c.req.param("appId"));
    const { userId, pageId } = await body(c, personSchema);
    if (pageId !== undefined) mustPage(world, pageId);
    const NOT_AUTHORIZED = 458;
    for (const token of world.tokens.values())
      if (token.appId === found.id && isOf(token, pageId))
        token.deadSubcode = NOT_AUTHORIZED;
    world.bus.emit({ type: "world" });
    const told =
      pageId === undefined
        ? { user_id: userId }
        : { user_id: "0", profile_id: pageId };
    return c.json(await tell(world, found, found.deauthorizeUrl, told));
  });

  app.post("/apps/:appId/data-deletion", async (c) => {
    const found = mustApp(world, c.req.param("appId"));
    const { userId } = await body(c, personSchema);
    const told = { user_id: userId };
    return c.json(await tell(world, found, found.dataDeletionUrl, told));
  });

  return app;
}

function change(world: World, page: SimPage, input: PagePatch): void {
  if (input.name !== undefined) page.name = input.name;
  if (input.defaultAppId !== undefined) page.defaultAppId = input.defaultAppId;
  if (input.tasks !== undefined) page.tasks = input.tasks;
  if (input.webhooks !== undefined) page.webhooks = input.webhooks;
  if (input.leadFault !== undefined) page.leadFault = input.leadFault;
  if (input.subscribedFields !== undefined)
    subscribe(page, input.subscribedFields);
  const { scopes } = input;
  const hadScopes = new Map<string, string[]>();
  for (const token of world.tokens.values()) {
    if (token.pageId !== page.id) continue;
    if (input.deadSubcode !== undefined) token.deadSubcode = input.deadSubcode;
    if (input.tokenExpiresAt !== undefined)
      token.expiresAt = input.tokenExpiresAt ?? 0;
    if (input.dataAccessEndsAt !== undefined)
      token.dataAccessEndsAt = input.dataAccessEndsAt ?? 0;
    if (scopes === undefined) continue;
    hadScopes.set(token.appId, token.scopes);
    token.scopes = [...scopes];
  }
  for (const [appId, before] of hadScopes) {
    const app = world.apps.get(appId);
    if (app && scopes)
      tellPermissions(world, page, { app, before, after: scopes });
  }
}

function subscribe(page: SimPage, asked: string[]): void {
  const fields = asked.map((text) => {
    const field = parseField(text);
    if (field === null) throw new ControlError(422, `No such field: ${text}.`);
    return field;
  });
  for (const appId of [...page.installs.keys()])
    if (fields.length > 0) page.installs.set(appId, fields);
    else page.installs.delete(appId);
}

/** The app's tokens of one page, or all of them. */
function isOf({ pageId }: SimToken, wanted: string | undefined): boolean {
  return wanted === undefined || pageId === wanted;
}

/** Posts a signed_request, as Meta does, and shows what the app answered. */
async function tell(
  world: World,
  app: SimApp,
  url: string | null,
  told: Record<string, unknown>,
): Promise<{ status: number; answer: unknown }> {
  if (url === null)
    throw new ControlError(409, "The app has no such callback URL.");
  const payload = {
    algorithm: "HMAC-SHA256",
    issued_at: Math.floor(Date.now() / 1000),
    ...told,
  };
  const response = await fetch(url, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      signed_request: signedRequest(app.secret, payload),
    }),
    signal: AbortSignal.any([
      world.timers.stopping,
      AbortSignal.timeout(CALLBACK_TIMEOUT_MS),
    ]),
  }).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw new ControlError(409, `The callback did not answer: ${why}`);
  });
  const text = await response.text();
  return { status: response.status, answer: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
