/** The failure of a call that can safely be made again: to read, or to set a state. */
export type Failure =
  | { kind: "refused"; error: VendorError }
  | {
      kind: "later";
      error: VendorError;
      afterMs: number | null;
      wholeChannel: boolean;
    };

export type OutboundMessage = {
  /** Our id of it. */
  id: string;
  /** Travels as metadata and comes back in the echo. */
  reference: string;
  /** From the send policy: see contract/channels/send-policy. */
  window: "standard" | "human_agent";
  replyToMid: string | null;
  body:
    | { kind: "text"; text: string }
    | {
        kind: "file";
        type: "image" | "video" | "audio" | "file";
        name: string;
        mimeType: string;
        /** Bytes it has. */
        size: number;
        /** Its bytes, which are read from the disk while they are sent. */
        open(): Promise<Blob>;
        /** An address by which anybody has it who knows it. */
        publicUrl(): Promise<string>;
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
  /** Key of the product's error table (contract/channels/send-errors). */
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
