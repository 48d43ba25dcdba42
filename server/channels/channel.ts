import type { IncomingHttpHeaders } from "node:http";
import type { ChannelKind } from "#contract/channels/rules/channel-rules.ts";
import type { LightKey } from "#contract/channels/health/lights.ts";
import type { HistoryOutcome, HistoryQuery } from "#server/channels/history.ts";
import type { Account } from "#server/channels/account.ts";
import type { LeadForms } from "#server/channels/leads.ts";
import type { Login } from "#server/channels/login.ts";
import type { WelcomeTexts } from "#server/channels/welcome.ts";
import type {
  InboundEvent,
  ToldProfile,
} from "#server/channels/inbound-event.ts";
import type {
  Failure,
  OutboundMessage,
  SendOutcome,
  VendorError,
} from "#server/channels/outbound-message.ts";

export type { Account };

/**
 * The methods that a vendor's folder gives the rest of the product. It translates and
 * decides nothing: no database, no clock of its own, no routing. Everything
 * from `check` on is optional: a vendor that has no such thing leaves it out,
 * and the product does without.
 */
export type Channel = {
  kind: ChannelKind;
  /**
   * The vendor's expected answer to one request to our webhook, and the part of it that
   * is to be stored. The caller answers 2xx only after that is durable. Pure.
   */
  receive(request: WebhookRequest, source: WebhookSource): Received;
  /**
   * Every item of every entry, in order; null: the body has no form of the
   * vendor's. `source.externalId`: of a kind without apps, the account itself. Never throws; what is not understood becomes `ignored`.
   */
  parse(
    body: Uint8Array,
    source: { externalId: string },
  ): InboundEvent[] | null;
  /** One bubble. Never throws: every end of the attempt is one of four outcomes. */
  send(
    target: SendTarget,
    message: OutboundMessage,
    signal: AbortSignal,
  ): Promise<SendOutcome>;
  /**
   * The way to find out whether the vendor has a message whose sending was cut
   * off. key: the same reference again does it at most once · lookup: an echo,
   * or a look into the conversation (`findSent`), tells · doubt: nothing tells.
   */
  timedOut: "key" | "lookup" | "doubt";
  /** Its events may name a message of ours by the id that we sent along instead of its own. */
  namesOurIds?: true;
  /**
   * Credentials, rights and subscription, each asked of the vendor.
   * `subscribe`: what is missing of the subscription is put right first.
   */
  check?(
    account: Account,
    now: Date,
    options: { subscribe: boolean },
  ): Promise<HealthLook[]>;
  /** Checks the address to which the vendor delivers the account's events; it must be saved before. */
  address?(
    account: Account,
    webhook: WebhookAddress,
    options: AddressOptions,
  ): Promise<HealthLook[]>;
  /** Sends the other side a harmless request. Only when a person asks for it: the other side sees it. */
  ping?(account: Account): Promise<HealthLook>;
  /**
   * The delivery by which the vendor would tell of one text, with its proof: for
   * a test of our own pipeline. Pure.
   */
  testDelivery?(account: Account, said: TestSaid): WebhookRequest;
  /** Reads what the vendor signs when a person removes its app or wants data deleted. Null: not signed. Pure. */
  readSignedRequest?(
    text: string,
    secrets: readonly string[],
  ): ToldBySignature | null;
  /** Signing in at the vendor gives the accounts of a person, instead of pasted tokens. */
  login?: Login;
  /** Name and picture of the connected account. */
  account?(account: Account): Promise<AccountOutcome>;
  /** Name and picture of a person. Left out: what deliveries tell of them by themselves is all there is. */
  profile?(target: SendTarget): Promise<ProfileOutcome>;
  /** Fetches the content of a vendor's link. Without it links are fetched like any other. */
  fetchMedia?<Kept>(
    link: MediaLink,
    keep: KeepBody<Kept>,
  ): Promise<FetchedMedia<Kept>>;
  /** A link that the vendor has just signed, for one that has expired. */
  freshLink?(target: Account, wanted: WantedLink): Promise<FreshLink>;
  /** The vendor's own look into a conversation for a message that may have got through. */
  findSent?(target: SendTarget, sought: WorkKind): Promise<FoundSent>;
  /** Messages that the vendor has kept, page by page, the conversation with the newest one first. Without it a gap stays. */
  history?(account: Account, query: HistoryQuery): Promise<HistoryOutcome>;
  /** The texts that customers see before they write, and the menu beside their composer. */
  welcome?: WelcomeTexts;
  /** Forms that people fill in, and what they answered. */
  leads?: LeadForms;
  typing?(target: SendTarget, isOn: boolean): Promise<ActionOutcome>;
  seen?(target: SendTarget): Promise<ActionOutcome>;
  /** A new reaction replaces the old, null takes it back. */
  react?(
    target: SendTarget,
    externalId: string,
    emoji: string | null,
  ): Promise<ActionOutcome>;
  /** Takes the conversation from the app that has it. */
  takeControl?(target: SendTarget): Promise<ActionOutcome>;
};

export type AddressOptions = {
  /** The check adds missing subscriptions, unless another program would lose its own. */
  subscribe: boolean;
  /** The vendor delivers to us from now on, also where it delivers to another program. */
  takeAddress: boolean;
};

/** Our address, as it is entered at the vendor. */
export type WebhookAddress = {
  callbackUrl: string;
  verifyToken: string;
  /** The vendor has asked it for its challenge before. */
  isVerified: boolean;
};

/** The vendor's ids; null: not told. */
export type ToldBySignature = {
  /** The person who signed in to the app. */
  userId: string | null;
  accountId: string | null;
};

/** The text of a test message, with the ids that the vendor would give. */
export type TestSaid = {
  customerId: string;
  mid: string;
  text: string;
  at: Date;
};

/** One request to a webhook address, before anything of it is believed. */
export type WebhookRequest = {
  method: "GET" | "POST";
  query: URLSearchParams;
  headers: IncomingHttpHeaders | Headers;
  /** As it came, byte by byte; empty for GET. */
  body: Uint8Array;
};

/** The secrets that a webhook address and the vendor share. */
export type WebhookSource = {
  /** Current first, then the previous one while it is still valid. */
  secrets: readonly string[];
  /** The token that the vendor repeats when it asks whether the address is ours; null: it does not ask. */
  verifyToken: string | null;
};

export type Received =
  /** Proved: to be stored, and answered like this once it is. */
  | { kind: "store"; answer: WebhookAnswer }
  /** The vendor's question whether the address is ours, with the right token. */
  | { kind: "verified"; answer: WebhookAnswer }
  /** Proved, but not of the vendor's form: nothing is stored, and the answer says what is wrong. */
  | { kind: "malformed"; answer: WebhookAnswer }
  /** Not proved: nothing is stored. `accountIds`: whom it names, unproved. */
  | {
      kind: "refused";
      answer: WebhookAnswer;
      accountIds: string[];
    };

export type WebhookAnswer = {
  status: number;
  /** Text, or an object that is sent as JSON. */
  body: string | Record<string, unknown>;
};

export type SendTarget = Account & {
  /** The person, as the account knows them. */
  recipientId: string;
  /** The key of the conversation, of vendors that allow several with one person; otherwise "". */
  threadKey: string;
  /** The profile that the vendor sent without a request: see the event `profile`. */
  told: ToldProfile | null;
};

export type ActionOutcome = { kind: "done" } | Failure;

/** The result of one look at the account: codes of domain/channels/problems. */
export type HealthLook = {
  source: string;
  found: { code: string; detail: string | null }[];
  /** Codes that it proves to be over, whoever learnt them. */
  disproves?: readonly string[];
  /** By light that was looked at, what was read: facts for the API, no secrets. Null: nothing. */
  seen?: Partial<Record<LightKey, Record<string, unknown> | null>>;
  /** Messages may have been missed since the last look: what kept them away is put right. */
  hadGap?: boolean;
  /** Nothing else can be asked. */
  isDeadEnd?: boolean;
};

export type AccountOutcome =
  { kind: "known"; name: string; pictureUrl: string | null } | Failure;

export type Profile = {
  /** Null: a placeholder, or nothing of it can be seen. */
  name: string | null;
  firstName: string | null;
  lastName: string | null;
  /** Expires: fetch it now. */
  pictureUrl: string | null;
  /** de_DE */
  locale: string | null;
  /** Hours from UTC, may be a fraction. */
  timezone: number | null;
};

export type ProfileOutcome =
  | { kind: "known"; profile: Profile }
  /** There is none for us; `error.key` says whether a permission is missing. */
  | { kind: "refused"; error: VendorError }
  | { kind: "later"; error: VendorError; afterMs: number | null };

export type MediaLink = {
  url: string;
  maxBytes?: number;
  signal?: AbortSignal;
};

/**
 * Keeps a body as it comes: files are too large to be held in memory. Keeps
 * nothing if reading `chunks` throws. At least one byte comes, at most `maxBytes`.
 */
export type KeepBody<Kept> = (
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
) => Promise<Kept>;

export type FetchedMedia<Kept> =
  /** The type is read from the bytes, not from the answer's headers. */
  { kind: "fetched"; kept: Kept } | Missed;

export type Missed = {
  /**
   * gone: the link is dead or leads to nothing · refused: no such link is
   * ever followed · later: it may work.
   */
  kind: "gone" | "too_large" | "refused" | "later";
  /** For the log; names no path or query of the link, which is its key. */
  reason: string;
};

export type WantedLink = {
  mid: string;
  isSticker: boolean;
  /** The file's position in the message, from 0, and the number of files; stickers are not counted. */
  index: number;
  of: number;
};

export type FreshLink =
  | { kind: "found"; url: string }
  /** The vendor shows the message without it, or another number of files. */
  | { kind: "none" }
  | Failure;

export type WorkKind = {
  /** The text as it was sent; null: a file without text. */
  text: string | null;
  hasFile: boolean;
  /** When the attempt began, by our clock. */
  since: Date;
  /** Messages of the thread that are accounted for already. */
  excluding?: readonly string[];
  /** Ids of the thread's messages since then, of either side, as far as they are stored. */
  known?: readonly string[];
};

export type FoundSent =
  | { kind: "found"; externalId: string; at: Date | null }
  /** Not there now. Shortly after the attempt it may still appear. */
  | { kind: "absent" }
  | { kind: "unknown"; error: VendorError; afterMs: number | null };
