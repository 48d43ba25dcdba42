import type { Welcome } from "#contract/channels/welcome.ts";
import type { Account } from "#server/channels/account.ts";
import type { Failure } from "#server/channels/outbound-message.ts";

/** The texts that a vendor shows to customers before they write, and its menu. Optional, like everything of a channel beyond messages. */
export type WelcomeTexts = {
  read(account: Account): Promise<WelcomeOutcome>;
  /** Replaces all of it. Safe to repeat. */
  write(account: Account, welcome: Welcome): Promise<WelcomeWritten>;
};

export type WelcomeOutcome =
  | {
      kind: "read";
      welcome: Welcome;
      /** The vendor has parts that `Welcome` has no place for. */
      hasMore: boolean;
    }
  | Failure;

export type WelcomeWritten =
  | { kind: "written" }
  /** `path`: the member of `Welcome` that the vendor refuses; null: it names none. */
  | (Failure & { path: string | null });
