import type { ChannelKind } from "#contract/channel-rules.ts";

/**
 * What a vendor's folder gives the rest of the product. It translates and
 * decides nothing: no database, no clock of its own, no routing.
 */
export type Channel = {
  kind: ChannelKind;
  /** Is this delivery signed with that secret? Over the raw bytes. */
  verify(raw: Uint8Array, headers: Headers, secret: string): boolean;
  /** Every item of every entry, in order. Never throws; what is not understood becomes `ignored`. */
  parse(delivery: unknown): InboundEvent[];
  /** One bubble. Never throws: every end of the attempt is one of four outcomes. */
  send(
    target: SendTarget,
    message: OutboundMessage,
    signal: AbortSignal,
  ): Promise<SendOutcome>;
};

/** Common to all events of a conversation. */
export type InThread = {
  /** The page the event is about (`entry.id`, else the page side of the item). */
  accountId: string;
  /** The person, as this page knows them (PSID). */
  customerId: string;
  /** Vendor's time. Null where the vendor gives none. */
  at: Date | null;
  /** Came on `standby`: another app has the thread. */
  standby: boolean;
};

export type InboundAttachment = {
  type:
    | "image"
    | "video"
    | "audio"
    | "file"
    | "location"
    | "template"
    | "sticker"
    | "share"
    | "unsupported";
  /** To be fetched now, it expires. Null: nothing to fetch. */
  url: string | null;
  name: string | null;
  /** {title, subtitle, link, coordinates: {lat, long}, stickerId, elements, buttons, vendorType, …}; null if empty. */
  meta: Record<string, unknown> | null;
};

/** What came along with a message or started the thread: an ad, an m.me link, a product, a tapped button. */
export type InboundContext = {
  quickReply?: { payload: string };
  postback?: { title: string | null; payload: string | null };
  referral?: {
    ref: string | null;
    source: string | null;
    type: string | null;
    adId: string | null;
    adTitle: string | null;
    adPhotoUrl: string | null;
    refererUri: string | null;
    productId: string | null;
  };
  commands?: string[];
  /** The text was made by the vendor, the person did not type it (lead summary). */
  synthetic?: boolean;
};

export type InboundEvent =
  | (InThread & {
      type: "message";
      mid: string;
      text: string | null;
      attachments: InboundAttachment[];
      replyToMid: string | null;
      context: InboundContext | null;
    })
  /** The page said something: us, another app, or a person in the Page inbox. */
  | (InThread & {
      type: "echo";
      mid: string;
      text: string | null;
      attachments: InboundAttachment[];
      replyToMid: string | null;
      /** As text. Null: not told. */
      appId: string | null;
      /** What we passed with the send; our message's id is in it. */
      metadata: string | null;
    })
  | (InThread & {
      type: "postback";
      /** Null on old versions. */
      mid: string | null;
      title: string | null;
      payload: string | null;
      context: InboundContext | null;
    })
  | (InThread & { type: "delivered"; mids: string[]; watermark: Date | null })
  | (InThread & { type: "read"; watermark: Date | null; mid: string | null })
  | (InThread & {
      type: "reaction";
      mid: string;
      /** Null: taken back. */
      emoji: string | null;
    })
  | (InThread & {
      type: "edit";
      mid: string;
      text: string;
      editNumber: number | null;
    })
  | (InThread & { type: "unsend"; mid: string })
  /** Came by an ad, link or code into a thread that exists; opens the window. */
  | (InThread & { type: "referral"; context: InboundContext })
  /** A line for the thread that is no message: opt-in or opt-out, account linked, order, form, feedback, lead of a chat ad. */
  | (InThread & {
      type: "notice";
      /** optin | optout | account_linked | account_unlinked | order | form | feedback | customer_information | lead | … */
      notice: string;
      /** Readable facts, small and flat, for the line's wording. */
      detail: Record<string, unknown>;
      /** Does the vendor count it as an act of the person that opens the window? */
      opensWindow: boolean;
      /** Does the person wait for an answer to it? */
      asks: boolean;
      /** Makes a repeated delivery recognisable: a hash of kind, sender, recipient, timestamp, body. */
      key: string;
    })
  | (InThread & {
      type: "control";
      action: "passed" | "taken" | "requested";
      /** App that has the thread now (passed, taken) or wants it (requested). Null: nobody, idle. */
      appId: string | null;
      previousAppId: string | null;
      metadata: string | null;
      key: string;
    })
  /** About the page, not a person: warning, block, unblock. */
  | {
      type: "policy";
      accountId: string;
      action: string;
      reason: string | null;
      at: Date | null;
      key: string;
    }
  | {
      type: "lead";
      accountId: string;
      leadgenId: string;
      formId: string;
      adId: string | null;
      at: Date | null;
    }
  /** The dashboard's "Test" button, recognised by its fixed ids or the changes/value form. */
  | { type: "test"; field: string }
  /** Understood as nothing we act on, or not understood. Kept with the delivery. */
  | { type: "ignored"; reason: string; path: string };

export type SendTarget = {
  /** Page id. */
  accountId: string;
  accessToken: string;
  /** For appsecret_proof. */
  appSecret: string;
  /** PSID. */
  recipientId: string;
};

export type OutboundMessage = {
  /** Travels as metadata and comes back in the echo. */
  reference: string;
  /** From the send policy: see contract/send-policy. */
  tag: "RESPONSE" | "HUMAN_AGENT";
  replyToMid: string | null;
  body:
    | { kind: "text"; text: string }
    | {
        kind: "file";
        type: "image" | "video" | "audio" | "file";
        name: string;
        mimeType: string;
        /** Opened at the time of sending. */
        bytes(): Promise<Uint8Array>;
      };
};

export type SendOutcome =
  | { kind: "accepted"; externalId: string; usage: RateUsage | null }
  /** The vendor said no; sending the same again is of no use unless `retryable`. */
  | { kind: "refused"; error: VendorError; usage: RateUsage | null }
  /** Not now: try again, not before `afterMs`. */
  | {
      kind: "later";
      error: VendorError;
      afterMs: number | null;
      /** The whole page is to wait, not only this message. */
      wholeChannel: boolean;
      usage: RateUsage | null;
    }
  /** The vendor may have it: time-out or cut connection after the request was written. Never resend blindly. */
  | { kind: "uncertain"; error: VendorError };

export type VendorError = {
  /** Key of the product's error table (contract/send-errors). */
  key: string;
  code: number | null;
  subcode: number | null;
  message: string;
  trace: string | null;
};

/** The strongest of the vendor's usage headers. */
export type RateUsage = {
  /** 0–100 and above. */
  percent: number;
  /** Until calls are accepted again; 0 if they are. */
  regainMs: number;
};
