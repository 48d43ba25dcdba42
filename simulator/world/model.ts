import type { Bus } from "./bus.ts";
import type { Faults } from "./faults.ts";
import type { Settings } from "./settings.ts";
import type { Timers } from "./timers.ts";

/** A Meta app: it owns the secret that signs webhooks and the callback they
 *  go to. `fields` is the app-level subscription of object `page`. */
export type SimApp = {
  id: string;
  secret: string;
  name: string;
  callbackUrl: string | null;
  verifyToken: string | null;
  fields: string[];
  /** "Require App Secret": calls without appsecret_proof are refused. */
  requireProof: boolean;
  /** In development an app reaches only people with a role on it. */
  mode: "live" | "development";
  /** Facebook Login settings: called when a person removes the app, or wants data deleted. */
  deauthorizeUrl: string | null;
  dataDeletionUrl: string | null;
  /** The app-level subscription of object `permissions`: told when a person grants or takes away a permission. */
  tellsPermissions: boolean;
  /** Configurations of Facebook Login for Business: id → the kind of token it gives. */
  loginConfigs: Map<string, "user" | "system_user">;
};

/** A Facebook page. `installs` is the page-level subscription: app id to the
 *  fields of `POST /{page-id}/subscribed_apps`. */
export type SimPage = {
  id: string;
  name: string;
  category: string;
  logo: string;
  installs: Map<string, string[]>;
  /** Conversation Routing's default app; null is "zero config". */
  defaultAppId: string | null;
  messengerProfile: Record<string, unknown>;
  /** The admin's tasks on it: MESSAGING, MANAGE … */
  tasks: string[];
  /** The fate of its webhooks: held until that ends, never sent, or sent with a wrong signature. */
  webhooks: "normal" | "held" | "dropped" | "wrong_signature";
  /** The error that refuses every question about leads and forms; null: answered. */
  leadFault: {
    code: number;
    subcode?: number | undefined;
    message: string;
    transient?: boolean | undefined;
  } | null;
};

/** `expiresAt` in ms, 0 = never. `deadSubcode` makes every use answer
 *  190 with that subcode (0: without one). */
export type SimToken = {
  value: string;
  kind: "page" | "user" | "system_user" | "app";
  appId: string;
  pageId: string | null;
  issuedAt: number;
  expiresAt: number;
  scopes: string[];
  deadSubcode: number | null;
  /** When access to data ends, ms. */
  dataAccessEndsAt: number;
  /** For a person's or system user's token, the pages ticked in the dialog; null: every page of the app. */
  pageIds: string[] | null;
  /** For a page's token, the login's token that listed it; null: made here. */
  parent: string | null;
};

export type Avatar =
  { kind: "portrait"; key: string } | { kind: "asset"; assetId: string };

/** A human being. Pages never see `id`: each page knows the person under a
 *  page-scoped id (PSID), kept in `psids` by page id. */
export type SimPerson = {
  id: string;
  name: string;
  firstName: string;
  lastName: string;
  avatar: Avatar;
  locale: string;
  timezone: number;
  gender: string | null;
  isCast: boolean;
  /** Admin, developer or tester of the app: reached in development mode, too. */
  hasAppRole: boolean;
  psids: Map<string, string>;
};

export type AttachmentType =
  | "image"
  | "video"
  | "audio"
  | "file"
  | "sticker"
  | "template"
  | "fallback"
  | "location";

/** `assetId` names bytes this program holds; `payload` is what a template,
 *  fallback or location carries instead of bytes. */
export type SimAttachment = {
  type: AttachmentType;
  assetId: string | null;
  name: string | null;
  mimeType: string | null;
  size: number | null;
  stickerId: string | null;
  attachmentId: string | null;
  payload: Record<string, unknown> | null;
};

export type SimReaction = { by: "person" | "page"; emoji: string };

/** Times are Unix milliseconds. A page message carries the app that sent it. */
export type SimMessage = {
  mid: string;
  at: number;
  from: "person" | "page";
  text: string | null;
  attachments: SimAttachment[];
  replyTo: string | null;
  reactions: SimReaction[];
  numEdit: number;
  editedAt: number | null;
  deletedAt: number | null;
  quickReplies: Record<string, unknown>[];
  quickReplyPayload: string | null;
  appId: string | null;
  metadata: string | null;
  tag: string | null;
  personaId: string | null;
  postback: boolean;
  /** A person's message: has some app answered 200 to its webhook? */
  acknowledged: boolean;
};

/** One person on one page. Watermarks only rise. */
export type SimChat = {
  id: string;
  pageId: string;
  personId: string;
  psid: string;
  messages: SimMessage[];
  /** Last act of the person that opens the reply window; null: none yet. */
  lastCustomerAt: number | null;
  deliveredUntil: number;
  readUntil: number;
  pageSeenUntil: number;
  pageTypingUntil: number;
  personTypingUntil: number;
  blocked: boolean;
  ownerAppId: string | null;
  updatedAt: number;
};

export type SimAsset = {
  id: string;
  name: string;
  mimeType: string;
  size: number;
  bytes: Uint8Array;
};

/** A reusable attachment made by `message_attachments` or `is_reusable`. */
export type SimUpload = {
  attachmentId: string;
  pageId: string;
  attachment: SimAttachment;
  createdAt: number;
};

export type SimPersona = {
  id: string;
  pageId: string;
  name: string;
  profilePictureUrl: string;
  deleted: boolean;
};

export type SimForm = {
  id: string;
  pageId: string;
  name: string;
  locale: string;
  questions: {
    key: string;
    label: string;
    type: string;
    options?: { key: string; value: string }[] | undefined;
  }[];
  /** Consents beside the form's own terms. */
  consents: { key: string; text: string }[];
};

export type SimLead = {
  id: string;
  formId: string;
  pageId: string;
  createdAt: number;
  fieldData: { name: string; values: string[] }[];
  ad: { adId: string; adName: string; campaignId: string } | null;
  platform: "fb" | "ig";
  /** Keys of the form's consents that were ticked. */
  consents: string[];
  isTest: boolean;
};

/** One call of the Graph API as it came in and what was answered;
 *  `status` is null when the answer was withheld or the socket was cut. */
export type GraphCall = {
  id: number;
  at: string;
  method: string;
  path: string;
  version: string | null;
  query: Record<string, string>;
  body: unknown;
  headers: Record<string, string>;
  status: number | null;
  response: unknown;
};

export type DeliveryAttempt = {
  at: string;
  status: number | null;
  error: string | null;
  ms: number;
};

/** One webhook POST. `body` is the exact text whose UTF-8 bytes are sent. */
export type Delivery = {
  id: number;
  appId: string;
  pageIds: string[];
  mids: string[];
  body: string;
  state: "waiting" | "delivered" | "retrying" | "dropped";
  attempts: DeliveryAttempt[];
};

export type World = {
  /** The beginning of links and pictures; set once the port is known. */
  baseUrl: string;
  apps: Map<string, SimApp>;
  pages: Map<string, SimPage>;
  tokens: Map<string, SimToken>;
  people: Map<string, SimPerson>;
  psids: Map<string, { pageId: string; personId: string }>;
  chats: Map<string, SimChat>;
  mids: Map<string, { chat: SimChat; message: SimMessage }>;
  assets: Map<string, SimAsset>;
  uploads: Map<string, SimUpload>;
  personas: Map<string, SimPersona>;
  forms: Map<string, SimForm>;
  leads: Map<string, SimLead>;
  graphCalls: GraphCall[];
  deliveries: Delivery[];
  faults: Faults;
  settings: Settings;
  bus: Bus;
  timers: Timers;
};
