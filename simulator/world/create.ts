import {
  newAppId,
  newAssetId,
  newObjectId,
  newPageId,
  newPersonId,
  newSecret,
  newToken,
} from "./ids.ts";
import type {
  Avatar,
  SimApp,
  SimAsset,
  SimForm,
  SimPage,
  SimPerson,
  SimToken,
  World,
} from "./model.ts";
import { givePsid, psidOf } from "./world.ts";

/** Everything Meta's own clients ask for when a page is connected. */
export const PAGE_SCOPES = [
  "pages_show_list",
  "pages_messaging",
  "pages_manage_metadata",
  "pages_read_engagement",
  "business_management",
  "leads_retrieval",
];

/** The tasks that a person can have on a page. */
export const PAGE_TASKS = [
  "ANALYZE",
  "ADVERTISE",
  "MESSAGING",
  "MODERATE",
  "CREATE_CONTENT",
  "MANAGE",
] as const;

/** Access to data ends this long after the person's last login. */
const DATA_ACCESS_MS = 90 * 86_400_000;

export type NewApp = {
  appId?: string | undefined;
  appSecret?: string | undefined;
  name?: string | undefined;
  requireProof?: boolean | undefined;
  mode?: SimApp["mode"] | undefined;
  deauthorizeUrl?: string | null | undefined;
  dataDeletionUrl?: string | null | undefined;
  tellsPermissions?: boolean | undefined;
  loginConfigs?: Record<string, "user" | "system_user"> | undefined;
};

/** Repeating it with the same id changes nothing but what is given. */
export function createApp(world: World, input: NewApp): SimApp {
  const known = input.appId ? world.apps.get(input.appId) : undefined;
  const app: SimApp = known ?? {
    id: input.appId ?? newAppId(),
    secret: newSecret(),
    name: "Simulated app",
    callbackUrl: null,
    verifyToken: null,
    fields: [],
    requireProof: false,
    mode: "live",
    deauthorizeUrl: null,
    dataDeletionUrl: null,
    tellsPermissions: false,
    loginConfigs: new Map(),
  };
  if (input.appSecret !== undefined) app.secret = input.appSecret;
  if (input.name !== undefined) app.name = input.name;
  if (input.requireProof !== undefined) app.requireProof = input.requireProof;
  if (input.mode !== undefined) app.mode = input.mode;
  if (input.deauthorizeUrl !== undefined)
    app.deauthorizeUrl = input.deauthorizeUrl;
  if (input.dataDeletionUrl !== undefined)
    app.dataDeletionUrl = input.dataDeletionUrl;
  if (input.tellsPermissions !== undefined)
    app.tellsPermissions = input.tellsPermissions;
  if (input.loginConfigs !== undefined)
    app.loginConfigs = new Map(Object.entries(input.loginConfigs));
  world.apps.set(app.id, app);
  world.bus.emit({ type: "world" });
  return app;
}

export type NewPage = {
  pageId?: string | undefined;
  name: string;
  token?: string | undefined;
  appId?: string | undefined;
  category?: string | undefined;
  logo?: string | undefined;
  defaultAppId?: string | null | undefined;
  tasks?: string[] | undefined;
};

/** A page and, when `appId` is given, that app's token for it. */
export function createPage(world: World, input: NewPage): SimPage {
  const page: SimPage = {
    id: input.pageId ?? newPageId(),
    name: input.name,
    category: input.category ?? "Shopping & retail",
    logo: input.logo ?? String(world.pages.size),
    installs: new Map(),
    defaultAppId: input.defaultAppId ?? null,
    messengerProfile: {},
    tasks: input.tasks ?? [...PAGE_TASKS],
    webhooks: "normal",
    leadFault: null,
  };
  world.pages.set(page.id, page);
  if (input.appId !== undefined)
    createToken(world, {
      kind: "page",
      appId: input.appId,
      pageId: page.id,
      value: input.token,
    });
  for (const person of world.people.values()) psidOf(world, page, person);
  world.bus.emit({ type: "world" });
  return page;
}

export type NewToken = {
  kind: "page" | "user" | "system_user";
  appId: string;
  pageId: string | null;
  value?: string | undefined;
  expiresAt?: number | undefined;
  scopes?: string[] | undefined;
  pageIds?: string[] | null | undefined;
  parent?: string | undefined;
};

export function createToken(world: World, input: NewToken): SimToken {
  const token: SimToken = {
    value: input.value ?? newToken(),
    kind: input.kind,
    appId: input.appId,
    pageId: input.pageId,
    issuedAt: Date.now(),
    expiresAt: input.expiresAt ?? 0,
    scopes: [...(input.scopes ?? PAGE_SCOPES)],
    deadSubcode: null,
    dataAccessEndsAt: Date.now() + DATA_ACCESS_MS,
    pageIds: input.pageIds ?? null,
    parent: input.parent ?? null,
  };
  world.tokens.set(token.value, token);
  return token;
}

export type NewPerson = {
  name: string;
  personId?: string | undefined;
  avatar?: Avatar | undefined;
  locale?: string | undefined;
  timezone?: number | undefined;
  gender?: string | null | undefined;
  isCast?: boolean | undefined;
  hasAppRole?: boolean | undefined;
  /** PSIDs wanted on some pages; the others are made. */
  psids?: Record<string, string> | undefined;
};

export function createPerson(world: World, input: NewPerson): SimPerson {
  const PORTRAITS = 20;
  const nth = (world.people.size % PORTRAITS) + 1;
  const person: SimPerson = {
    id: input.personId ?? newPersonId(),
    name: input.name.trim(),
    ...splitName(input.name.trim()),
    avatar: input.avatar ?? {
      kind: "portrait",
      key: `p${String(nth).padStart(2, "0")}`,
    },
    locale: input.locale ?? "en_US",
    timezone: input.timezone ?? 0,
    gender: input.gender ?? null,
    isCast: input.isCast ?? false,
    hasAppRole: input.hasAppRole ?? false,
    psids: new Map(),
  };
  for (const [pageId, psid] of Object.entries(input.psids ?? {}))
    givePsid(world, pageId, person, psid);
  world.people.set(person.id, person);
  for (const page of world.pages.values()) psidOf(world, page, person);
  world.bus.emit({ type: "people" });
  return person;
}

/** "Ana Ruiz" → Ana, Ruiz; "王小明" → 小明, 王 as Facebook splits it. */
export function splitName(name: string): {
  firstName: string;
  lastName: string;
} {
  if (/^\p{Script=Han}{2,4}$/u.test(name)) {
    const letters = [...name];
    const family = letters.length === 4 ? 2 : 1;
    return {
      firstName: letters.slice(family).join(""),
      lastName: letters.slice(0, family).join(""),
    };
  }
  const space = name.indexOf(" ");
  if (space < 0) return { firstName: name, lastName: "" };
  return { firstName: name.slice(0, space), lastName: name.slice(space + 1) };
}

export type NewAsset = { name: string; mimeType: string; bytes: Uint8Array };

export function createAsset(world: World, input: NewAsset): SimAsset {
  const asset: SimAsset = {
    id: newAssetId(),
    size: input.bytes.length,
    ...input,
  };
  world.assets.set(asset.id, asset);
  return asset;
}

export function createForm(
  world: World,
  pageId: string,
  name: string,
  id = newObjectId(),
  given: Partial<Pick<SimForm, "locale" | "questions" | "consents">> = {},
): SimForm {
  const form: SimForm = {
    id,
    pageId,
    name,
    locale: "en_US",
    questions: [
      { key: "full_name", label: "Full name", type: "FULL_NAME" },
      { key: "email", label: "Email", type: "EMAIL" },
      { key: "phone_number", label: "Phone number", type: "PHONE" },
    ],
    consents: [{ key: "news", text: "I would like to receive news." }],
    ...given,
  };
  world.forms.set(form.id, form);
  return form;
}
