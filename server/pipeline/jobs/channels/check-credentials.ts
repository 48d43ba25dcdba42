import { PAGE_KIND } from "#contract/channels/rules/channel-rules.ts";
import type { CheckChannel, CheckedChannel } from "#contract/channels/guide.ts";
import {
  pasteFaults,
  type PastedValues,
} from "#contract/channels/pasted-values.ts";
import type { Account, HealthLook } from "#server/channels/channel.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import { AppError, invalidFields } from "#server/domain/app-error.ts";
import {
  appSecretOf,
  isVerifyToken,
  pageAsKnown,
} from "#server/domain/channels/connect/known-values.ts";
import { noteChecked } from "#server/domain/channels/connect/guide.ts";
import { scopeOf } from "#server/domain/access/scope.ts";
import type { FieldErrorCode } from "#server/domain/english.ts";
import type { Vendor } from "#server/pipeline/vendor/vendor.ts";

type Fault = { path: keyof PastedValues; code: FieldErrorCode };

/**
 * Asks the vendor about pasted values before anything is saved.
 * @throws AppError forbidden, meta_unreachable, invalid_input (each field with its reason)
 */
export async function checkPasted(
  vendor: Vendor,
  actor: Actor,
  input: CheckChannel,
): Promise<CheckedChannel> {
  const { context } = vendor;
  const scope = await scopeOf(context.db.prisma, actor);
  const values = trimmed(input);
  await refuseMistaken(vendor, values);
  const { pageToken = "", appId = "" } = values;
  const secret = values.appSecret ?? (await appSecretOf(context, appId));
  if (secret === null) throw invalidFields([missing("appSecret")]);
  const account = (accountId: string): Account => ({
    kind: PAGE_KIND,
    accountId,
    credentials: pageToken,
    secret,
    appId,
    options: {},
  });
  let pageId = values.pageId ?? "";
  let looks = await look(vendor, account(pageId));
  if (pageId === "") {
    const told = factOf(looks, "pageId");
    if (typeof told === "string") {
      pageId = told;
      looks = await look(vendor, account(pageId));
    }
  }
  const faults = faultsOf(looks, pageId);
  if (faults.length > 0) throw invalidFields(faults);
  if (codesOf(looks).has("meta_unreachable"))
    throw new AppError("meta_unreachable");
  if (pageId === "") throw invalidFields([missing("pageId")]);
  await noteChecked(context, actor, { pageId, appId });
  const info = await vendor.channels[PAGE_KIND].account?.(account(pageId));
  return {
    pageId,
    name: info?.kind === "known" ? info.name : null,
    token: {
      expiresAt: dateOf(looks, "expiresAt"),
      dataAccessExpiresAt: dateOf(looks, "dataAccessExpiresAt"),
    },
    ...(await pageAsKnown(context, scope, pageId)),
  };
}

/**
 * The same for values that are about to be saved. A vendor that cannot be
 * reached stops nobody: the check after saving says so.
 * @throws AppError invalid_input
 */
export async function refuseWrong(
  vendor: Vendor,
  account: Account,
  given: PastedValues,
): Promise<void> {
  await refuseMistaken(vendor, given);
  const faults = faultsOf(await look(vendor, account), account.accountId);
  // Only credentials given now can have been mistyped.
  const own = faults.filter(({ path }) => given[path] !== undefined);
  if (own.length > 0) throw invalidFields(own);
}

/** A value that stands in another one's field needs no question to the vendor. @throws AppError invalid_input */
async function refuseMistaken(
  { context }: Vendor,
  values: PastedValues,
): Promise<void> {
  const faults: Fault[] = pasteFaults(values);
  for (const path of ["pageToken", "appSecret"] as const) {
    const value = values[path];
    if (value !== undefined && (await isVerifyToken(context, value)))
      faults.push({ path, code: "verify_token_pasted" });
  }
  if (faults.length > 0) throw invalidFields(faults);
}

async function look(
  { context, channels }: Vendor,
  account: Account,
): Promise<HealthLook[]> {
  const { check } = channels[account.kind];
  const now = context.clock.now();
  return (await check?.(account, now, { subscribe: false })) ?? [];
}

/** Problems that keep the values from being saved. The rest a check of the saved channel shows, with Repair. */
function faultsOf(looks: HealthLook[], pageId: string): Fault[] {
  const codes = codesOf(looks);
  const faults: Fault[] = [];
  if (codes.has("app_secret_wrong"))
    faults.push({ path: "appSecret", code: "app_secret_refused" });
  const token = tokenFault(codes, looks, pageId);
  if (token !== null) faults.push({ path: "pageToken", code: token });
  return faults;
}

const EXPIRED = 463;

function tokenFault(
  codes: ReadonlySet<string>,
  looks: HealthLook[],
  pageId: string,
): FieldErrorCode | null {
  if (codes.has("token_wrong_app")) return "token_of_other_app";
  if (codes.has("token_dead")) {
    const subcode = factOf(looks, "subcode");
    if (subcode === EXPIRED) return "token_expired";
    return typeof subcode === "number" ? "token_revoked" : "token_unknown";
  }
  if (codes.has("token_wrong_page")) {
    const type = factOf(looks, "type");
    if (type === "USER") return "token_of_user";
    if (type === "SYSTEM_USER") return "token_of_system_user";
    return pageId === "" ? null : "token_of_other_page";
  }
  if (!codes.has("permission_missing")) return null;
  const lacks = looks
    .flatMap(({ found }) => found)
    .find(({ code }) => code === "permission_missing");
  return /pages_/.test(lacks?.detail ?? "")
    ? "token_lacks_permission"
    : "token_lacks_task";
}

function codesOf(looks: HealthLook[]): ReadonlySet<string> {
  return new Set(looks.flatMap(({ found }) => found.map(({ code }) => code)));
}

function factOf(looks: HealthLook[], name: string): unknown {
  return looks.find(({ seen }) => seen?.token)?.seen?.token?.[name] ?? null;
}

function dateOf(looks: HealthLook[], name: string): string | null {
  const value = factOf(looks, name);
  return typeof value === "string" ? value : null;
}

function trimmed(input: CheckChannel): PastedValues {
  const entries = Object.entries(input).map(([name, value]) => [
    name,
    value?.trim() || undefined,
  ]);
  return Object.fromEntries(entries) as PastedValues;
}

function missing(path: keyof PastedValues): Fault {
  return { path, code: "value_missing" };
}
