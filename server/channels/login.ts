import type { VendorError } from "#server/channels/outbound-message.ts";

/** A person's sign-in at the vendor, and its result. */
export type Login = {
  /** The address of the vendor's dialog, to which the browser goes. Pure. */
  dialogUrl(ask: LoginAsk): string;
  /** The long-lived token that the dialog's code is exchanged for. */
  exchange(app: LoginApp, answer: LoginAnswer): Promise<LoginOutcome>;
  /** Every account that the login may connect, with what opens it. */
  accounts(app: LoginApp, token: string): Promise<LoginAccounts>;
};

/** Never logged. */
export type LoginApp = { appId: string; secret: string };

export type LoginAsk = {
  appId: string;
  /** The address that the dialog leads back to; the exchange repeats it byte for byte. */
  redirectUri: string;
  state: string;
  /** A configuration of the vendor's that names the permissions; null: ours are asked for. */
  configId: string | null;
  /** Permissions that were declined before are asked for again. */
  again: boolean;
  /** The person confirms the login anew, so that its access to data begins again. */
  renewsAccess: boolean;
};

export type LoginAnswer = { code: string; redirectUri: string };

/** secret_wrong: the app's id or secret · wrong_app: the token is another app's · refused: anything else. */
export type LoginRefusal = "secret_wrong" | "wrong_app" | "refused";

export type LoginOutcome =
  /** `missing`: permissions without which nothing can be connected. */
  | { kind: "granted"; token: string; missing: string[] }
  | { kind: "refused"; why: LoginRefusal; error: VendorError | null }
  | { kind: "later"; error: VendorError };

export type LoginAccount = {
  accountId: string;
  name: string;
  /** Expires. */
  pictureUrl: string | null;
  /** Null: the vendor gives none, so the account cannot be connected. Never logged. */
  credentials: string | null;
  /** The person's tasks on the account, as the vendor names them. */
  tasks: string[];
  /** Tasks and permissions without which it cannot be connected. */
  missing: string[];
  /** The same for functions that it does without: lead forms. */
  limited: string[];
};

export type LoginAccounts =
  | { kind: "known"; accounts: LoginAccount[] }
  | { kind: "refused"; error: VendorError }
  | { kind: "later"; error: VendorError };
