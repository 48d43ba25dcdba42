import { Hono } from "hono";
import { z } from "zod";
import { setWebhook } from "../webhooks/verify.ts";
import { outboxOf } from "../webhooks/publish.ts";
import { encodeAscii, encodeLiteral } from "../webhooks/encode.ts";
import {
  createApp,
  createForm,
  createPage,
  createPerson,
  createToken,
  splitName,
} from "../world/create.ts";
import { createLead } from "../world/leads.ts";
import type { World } from "../world/model.ts";
import { mustApp, mustPage, mustPerson } from "./find.ts";
import { body, ControlError, momentSchema } from "./problem.ts";
import { appView, pageView, personView } from "./views.ts";

const appSchema = z.object({
  appId: z.string().regex(/^\d+$/).optional(),
  appSecret: z.string().min(1).optional(),
  name: z.string().optional(),
  requireProof: z.boolean().optional(),
  mode: z.enum(["live", "development"]).optional(),
  deauthorizeUrl: z.url().nullable().optional(),
  dataDeletionUrl: z.url().nullable().optional(),
  tellsPermissions: z.boolean().optional(),
  loginConfigs: z
    .record(z.string(), z.enum(["user", "system_user"]))
    .optional(),
});

const pageSchema = z.object({
  pageId: z.string().regex(/^\d+$/).optional(),
  name: z.string().min(1),
  token: z.string().min(1).optional(),
  appId: z.string().optional(),
  category: z.string().optional(),
  logo: z.string().optional(),
  defaultAppId: z.string().nullable().optional(),
  tasks: z.array(z.string()).optional(),
});

const avatarSchema = z.union([
  z.object({ kind: z.literal("portrait"), key: z.string() }),
  z.object({ kind: z.literal("asset"), assetId: z.string() }),
]);

const personSchema = z.object({
  name: z.string().trim().min(1),
  avatar: avatarSchema.optional(),
  locale: z.string().optional(),
  timezone: z.number().optional(),
  gender: z.string().nullable().optional(),
  hasAppRole: z.boolean().optional(),
});

const webhookSchema = z.object({
  callbackUrl: z.url(),
  verifyToken: z.string().min(1),
  fields: z.array(z.string()).optional(),
});

const deliverSchema = z.object({
  payload: z.unknown().optional(),
  raw: z.string().optional(),
  literalUtf8: z.boolean().optional(),
});

const formSchema = z.object({
  name: z.string(),
  locale: z.string().optional(),
  questions: z
    .array(
      z.object({
        key: z.string(),
        label: z.string(),
        type: z.string().default("CUSTOM"),
        options: z
          .array(z.object({ key: z.string(), value: z.string() }))
          .optional(),
      }),
    )
    .optional(),
  consents: z.array(z.object({ key: z.string(), text: z.string() })).optional(),
});

const leadSchema = z.object({
  formId: z.string().optional(),
  platform: z.enum(["fb", "ig"]).optional(),
  /** Keys of the form's consents that the person ticks. */
  consents: z.array(z.string()).optional(),
  fields: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  at: momentSchema.optional(),
  ad: z
    .object({ adId: z.string(), adName: z.string(), campaignId: z.string() })
    .nullable()
    .optional(),
});

/** Apps, pages, people, leads: what exists. */
export function worldRoutes(world: World): Hono {
  const app = new Hono();

  app.get("/world", (c) =>
    c.json({
      graphUrl: world.baseUrl,
      apps: [...world.apps.values()].map(appView),
      pages: [...world.pages.values()].map((page) => pageView(world, page)),
      people: [...world.people.values()].map(personView),
    }),
  );

  app.post("/apps", async (c) =>
    c.json(appView(createApp(world, await body(c, appSchema))), 201),
  );
  app.patch("/apps/:appId", async (c) => {
    const { id } = mustApp(world, c.req.param("appId"));
    return c.json(
      appView(createApp(world, { ...(await body(c, appSchema)), appId: id })),
    );
  });
  app.post("/apps/:appId/webhook", async (c) => {
    const found = mustApp(world, c.req.param("appId"));
    const result = await setWebhook(world, found, await body(c, webhookSchema));
    return c.json(result, result.ok ? 200 : 409);
  });
  app.delete("/apps/:appId/webhook", (c) => {
    const found = mustApp(world, c.req.param("appId"));
    found.callbackUrl = null;
    found.verifyToken = null;
    return c.json(appView(found));
  });
  app.post("/apps/:appId/deliver", async (c) => {
    const found = mustApp(world, c.req.param("appId"));
    const { payload, raw, literalUtf8 } = await body(c, deliverSchema);
    if (raw === undefined && payload === undefined)
      throw new ControlError(422, "Give payload (JSON) or raw (text).");
    const encode = literalUtf8 ? encodeLiteral : encodeAscii;
    const delivery = await outboxOf(world).pushRaw(
      found,
      raw ?? encode(payload),
    );
    return c.json(delivery);
  });

  app.post("/pages", async (c) => {
    const input = await body(c, pageSchema);
    if (input.appId !== undefined) mustApp(world, input.appId);
    const page = createPage(world, input);
    createForm(world, page.id, "Contact us");
    return c.json(pageView(world, page), 201);
  });
  app.post("/pages/:pageId/tokens", async (c) => {
    const page = mustPage(world, c.req.param("pageId"));
    const { appId, token } = await body(
      c,
      z.object({ appId: z.string(), token: z.string().optional() }),
    );
    mustApp(world, appId);
    const made = createToken(world, {
      kind: "page",
      appId,
      pageId: page.id,
      value: token,
    });
    return c.json({ token: made.value, appId, pageId: page.id }, 201);
  });
  app.get("/pages/:pageId/forms", (c) => {
    const { id: pageId } = mustPage(world, c.req.param("pageId"));
    return c.json(
      [...world.forms.values()].filter((form) => form.pageId === pageId),
    );
  });
  app.post("/pages/:pageId/forms", async (c) => {
    const { id } = mustPage(world, c.req.param("pageId"));
    const { name, ...given } = await body(c, formSchema);
    const kept = Object.fromEntries(
      Object.entries(given).filter(([, value]) => value !== undefined),
    );
    return c.json(createForm(world, id, name, undefined, kept), 201);
  });
  app.post("/pages/:pageId/leads", async (c) => {
    const page = mustPage(world, c.req.param("pageId"));
    const input = await body(c, leadSchema);
    const form = [...world.forms.values()].find(
      ({ id, pageId }) =>
        pageId === page.id &&
        (input.formId === undefined || id === input.formId),
    );
    if (!form) throw new ControlError(404, "The page has no such form.");
    const fieldData = Object.entries(input.fields).map(([name, value]) => ({
      name,
      values: [value].flat(),
    }));
    const lead = createLead(world, form, {
      fieldData,
      ad: input.ad,
      platform: input.platform,
      consents: input.consents,
      at: input.at,
    });
    return c.json(
      { leadgenId: lead.id, formId: form.id, pageId: page.id },
      201,
    );
  });

  app.get("/people", (c) => c.json([...world.people.values()].map(personView)));
  app.post("/people", async (c) =>
    c.json(personView(createPerson(world, await body(c, personSchema))), 201),
  );
  app.get("/people/:person", (c) =>
    c.json(personView(mustPerson(world, c.req.param("person")))),
  );
  app.patch("/people/:person", async (c) => {
    const person = mustPerson(world, c.req.param("person"));
    const input = await body(c, personSchema.partial());
    if (input.name !== undefined)
      Object.assign(person, { name: input.name, ...splitName(input.name) });
    if (input.avatar !== undefined) person.avatar = input.avatar;
    if (input.locale !== undefined) person.locale = input.locale;
    if (input.timezone !== undefined) person.timezone = input.timezone;
    if (input.gender !== undefined) person.gender = input.gender;
    if (input.hasAppRole !== undefined) person.hasAppRole = input.hasAppRole;
    world.bus.emit({ type: "people" });
    return c.json(personView(person));
  });

  return app;
}
