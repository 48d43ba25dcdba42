/** Facts about a person that came with a delivery. */
export type ToldProfile = {
  name?: string | undefined;
  avatarUrl?: string | undefined;
  locale?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
};

/** Common to all events of a conversation. */
export type InThread = {
  /** The page that the event is about (`entry.id`, else the page side of the item). */
  accountId: string;
  /** The person, as this page knows them (PSID). */
  customerId: string;
  /** The key of the conversation, of vendors that allow several with one person; otherwise left out. */
  threadKey?: string;
  /** The vendor's time. Null: the vendor gives none. */
  at: Date | null;
  /** The vendor delivered it while another app controls the thread. Left out: the vendor has no such control. */
  standby?: boolean;
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
  /** The address to fetch now, because it expires. Null: there is nothing to fetch. */
  url: string | null;
  name: string | null;
  /** {title, subtitle, link, coordinates: {lat, long}, stickerId, elements, buttons, vendorType, …}; null if empty. */
  meta: Record<string, unknown> | null;
};

/** The origin of a message or thread: an ad, an m.me link, a product or a tapped button. */
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
    /** Of the post behind the ad. */
    postId?: string;
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
      /** The id as text. Null: the vendor does not tell it. */
      appId: string | null;
      /** The metadata that Parley sent with the message. It contains the message's id. */
      metadata: string | null;
    })
  | (InThread & {
      type: "postback";
      /** Null: an old version of the API sent the event. */
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
      /** Null: the person removed the reaction. */
      emoji: string | null;
    })
  | (InThread & {
      type: "edit";
      mid: string;
      text: string;
      editNumber: number | null;
    })
  | (InThread & { type: "unsend"; mid: string })
  /** The vendor sent the person's profile without a request. */
  | (InThread & { type: "profile"; told: ToldProfile })
  /** The person entered an existing thread by an ad, a link or a code. It opens the reply window. */
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
      /** The app that controls the thread now (passed, taken) or requests control (requested). Null: no app does. */
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
  /** The vendor changed what it says of a lead, which may be unknown here. */
  | {
      type: "lead_update";
      accountId: string;
      leadgenId: string;
      /** The vendor's own name of the change: qualification_status_change. */
      change: string | null;
      at: Date | null;
      key: string;
    }
  /** A person gave the app a permission or took one away: what the checks found of the account may be untrue now. */
  | {
      type: "permission";
      /** Null: every account that the app serves. */
      accountId: string | null;
      /** The vendor's own name of the permission: pages_messaging. */
      permission: string;
    }
  /** The dashboard's "Test" button, recognised by its fixed ids or the changes/value form. */
  | { type: "test"; field: string }
  /** Understood as nothing we act on, or not understood. Kept with the delivery. */
  | { type: "ignored"; reason: string; path: string };
