import type { ActionKey } from "#contract/people/policy.ts";

/** Resources that a token can be limited to. Each has `read` and `write`; `write` includes `read`. */
export const TOKEN_RESOURCES = [
  "threads",
  "customers",
  "leads",
  "directory",
  "account",
  "settings",
  "people",
  "audit",
] as const;
export type TokenResource = (typeof TOKEN_RESOURCES)[number];
export type TokenScope = `${TokenResource}:${"read" | "write"}`;

export const TOKEN_SCOPES = TOKEN_RESOURCES.flatMap(
  (resource): TokenScope[] => [`${resource}:read`, `${resource}:write`],
) as [TokenScope, ...TokenScope[]];

type Prefix<Key> = Key extends `${infer First}.${string}` ? First : never;

/** The resource of each group of actions. Null: open to every caller. */
const RESOURCE_OF: Record<Prefix<ActionKey>, TokenResource | null> = {
  open: null,
  account: "account",
  threads: "threads",
  views: "threads",
  canned: "threads",
  macros: "threads",
  customers: "customers",
  leads: "leads",
  directory: "directory",
  settings: "settings",
  channels: "settings",
  routing: "settings",
  labels: "settings",
  departments: "settings",
  deliveries: "settings",
  review: "settings",
  people: "people",
  board: "people",
  reports: "people",
  access: "people",
  audit: "audit",
};

/** Out of reach of every token with scopes: it could make itself one without, or it is for browsers. */
const NEVER: ReadonlySet<ActionKey> = new Set([
  "account.tokens",
  "account.totp",
  "people.see_as",
]);

/**
 * The scope that an operation needs of a token with scopes. "none": it needs
 * none; null: no scope reaches it. Pure.
 */
export function scopeNeeded(
  action: ActionKey,
  method: string,
): TokenScope | "none" | null {
  if (NEVER.has(action)) return null;
  const resource = RESOURCE_OF[action.split(".")[0] as Prefix<ActionKey>];
  if (resource === null) return "none";
  return `${resource}:${method.toUpperCase() === "GET" ? "read" : "write"}`;
}

/** Whether a token's scopes include one. Null: the token has all rights of its agent. Pure. */
export function includesScope(
  scopes: readonly TokenScope[] | null,
  needed: TokenScope,
): boolean {
  if (scopes === null || scopes.includes(needed)) return true;
  const [resource] = needed.split(":");
  return (
    needed.endsWith(":read") &&
    scopes.includes(`${resource as TokenResource}:write`)
  );
}

const LIVE: readonly TokenResource[] = TOKEN_RESOURCES.filter(
  (resource) => resource !== "audit",
);

/** Whether the token may receive live events, which are about all of these. Pure. */
export function mayListen(scopes: readonly TokenScope[] | null): boolean {
  return LIVE.every((resource) => includesScope(scopes, `${resource}:read`));
}
