import path from "node:path";
import { z } from "zod";
import {
  LOGIN_AUTH_TYPES,
  type LoginAuthType,
} from "#contract/channels/login.ts";
import { keyListSchema, secretSchema } from "./secret-schema.ts";
import { StartError } from "./start-error.ts";
import { parseAddressList } from "./address-list.ts";
import { filesEnvOf, type FilesEnv } from "./files-env.ts";

/** The settings from the environment, checked and complete. Meaning and defaults: README, "Settings". */
export type Env = {
  port: number;
  host: string;
  /** The address of this installation as seen from outside, without a trailing slash. */
  publicUrl: string;
  /** null: the embedded Postgres under `dataDir`. */
  databaseUrl: string | null;
  /** An absolute path. */
  dataDir: string;
  files: FilesEnv;
  /** null only while `databaseUrl` is null: then `loadSecrets` generates it. */
  authSecret: string | null;
  /** A comma-separated list, the current key first. null: as `authSecret`. */
  encryptionKey: string | null;
  metaGraphUrl: string;
  metaGraphVersion: string;
  redisUrl: string | null;
  role: Role;
  /** An agent without any device for this long counts as gone. */
  presenceGraceSeconds: number;
  /** Ids of apps, beside Meta's inbox, through which people write to customers. */
  inboxAppIds: string[];
  appNames: Record<string, string>;
  /** The ways in which the login dialog can ask again. */
  metaAuthTypes: LoginAuthType[];
  /** Whether routing services may be at private addresses, and use http. */
  routingServicePrivate: boolean;
  /** Whether callbacks, files and routing services may be at private addresses, and use http. */
  outboundPrivate: boolean;
  /** Scans files for viruses; null: they are not scanned. */
  fileScan: FileScanEnv | null;
  /** Whether a synthetic message goes through the pipeline every five minutes. */
  syntheticMessage: boolean;
  /** The proxies whose X-Forwarded-For counts: a list for `parseAddressList`. */
  trustedProxies: string;
  logLevel: LogLevel;
  /** Sign-in at an OpenID Connect provider; null: email and password alone. */
  oidc: OidcEnv | null;
  /** Whether NODE_ENV is "development": pages are compiled on request. */
  development: boolean;
};

export type FileScanEnv = {
  /** clamd://host:port, or the address of an HTTP hook. */
  url: string;
  /** Whether files of agents are kept while the scanner gives no verdict. */
  acceptsUnchecked: boolean;
};

export type OidcEnv = {
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** On the button. */
  name: string;
  /** The claim that names a person's role; null: admins give roles. */
  roleClaim: string | null;
};

export type Role = z.infer<typeof roleSchema>;
export type LogLevel = z.infer<typeof logLevelSchema>;

const MAX_PORT = 65_535;
// A socket is recorded every 15 s. With less, connected agents would count as gone.
const PRESENCE_GRACE_MIN_SECONDS = 20;
const PRESENCE_GRACE_MAX_SECONDS = 3600;

const roleSchema = z.enum(["web", "worker", "all"], {
  error: "must be web, worker or all",
});
const logLevelSchema = z.enum(
  ["silent", "fatal", "error", "warn", "info", "debug", "trace"],
  { error: "must be silent, fatal, error, warn, info, debug or trace" },
);

const envSchema = z.object({
  PORT: z
    .string()
    .regex(/^\d+$/, portMessage())
    .transform(Number)
    .refine((port) => port >= 1 && port <= MAX_PORT, portMessage())
    .default(3000),
  HOST: z
    .string()
    .regex(/^\S+$/, "must be a host name or an IP address")
    .default("127.0.0.1"),
  PUBLIC_URL: url(["http:", "https:"]).optional(),
  DATABASE_URL: databaseUrl().optional(),
  DATA_DIR: z.string().default(".data"),
  FILES: z
    .enum(["disk", "s3"], { error: "must be disk or s3" })
    .default("disk"),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be a bucket's name")
    .optional(),
  S3_REGION: z.string().default("us-east-1"),
  S3_ENDPOINT: url(["http:", "https:"]).optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  AUTH_SECRET: secretSchema.optional(),
  ENCRYPTION_KEY: keyListSchema.optional(),
  META_GRAPH_URL: url(["http:", "https:"]).default(
    "https://graph.facebook.com",
  ),
  META_GRAPH_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/, "must look like v27.0")
    .default("v27.0"),
  REDIS_URL: url(["redis:", "rediss:"]).optional(),
  ROLE: roleSchema.default("all"),
  PRESENCE_GRACE_SECONDS: z
    .string()
    .regex(/^\d+$/, graceMessage())
    .transform(Number)
    .refine(
      (seconds) =>
        seconds >= PRESENCE_GRACE_MIN_SECONDS &&
        seconds <= PRESENCE_GRACE_MAX_SECONDS,
      graceMessage(),
    )
    .default(60),
  META_INBOX_APP_IDS: z
    .string()
    .regex(/^\d+(\s*,\s*\d+)*$/, "must be a comma list of app ids")
    .transform((list) => list.split(",").map((id) => id.trim()))
    .default([]),
  META_APP_NAMES: z
    .string()
    .regex(
      /^\d+=[^,=]+(,\s*\d+=[^,=]+)*$/,
      "must be a comma list like 1234567890=Meta Business Agent",
    )
    .transform((list) => Object.fromEntries(list.split(",").map(toAppName)))
    .default({}),
  META_AUTH_TYPES: z
    .string()
    .regex(
      /^(none|(rerequest|reauthorize)(\s*,\s*(rerequest|reauthorize))?)$/,
      "must be none, or a list of rerequest and reauthorize",
    )
    .transform((list) => LOGIN_AUTH_TYPES.filter((type) => list.includes(type)))
    .default([...LOGIN_AUTH_TYPES]),
  OUTBOUND_PRIVATE: z
    .enum(["true", "false"], { error: "must be true or false" })
    .default("false"),
  ROUTING_SERVICE_PRIVATE: z
    .enum(["true", "false"], { error: "must be true or false" })
    .default("false"),
  FILE_SCAN_URL: url(["clamd:", "http:", "https:"]).optional(),
  FILE_SCAN_UNREACHABLE: z
    .enum(["refuse", "accept"], { error: "must be refuse or accept" })
    .default("refuse"),
  SYNTHETIC_MESSAGE: z
    .enum(["true", "false"], { error: "must be true or false" })
    .default("true"),
  TRUSTED_PROXIES: z
    .string()
    .refine(
      (text) => parseAddressList(text) !== null,
      "must be IP addresses or ranges like 10.0.0.0/8, parted by commas",
    )
    .default(""),
  LOG_LEVEL: logLevelSchema.default("info"),
  OIDC_ISSUER: url(["http:", "https:"]).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(60, "must have at most 60 characters").optional(),
  OIDC_ROLE_CLAIM: z.string().optional(),
});

/** The names of all variables that are read. */
export const SETTING_NAMES = Object.keys(envSchema.shape);

/**
 * Reads the settings. An empty variable counts as unset.
 * @throws StartError one sentence that names the first missing or malformed
 * variable.
 */
export function parseEnv(source: NodeJS.ProcessEnv): Env {
  const parsed = envSchema.safeParse(withoutEmpty(source));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StartError(
      `${issue?.path.join(".") ?? "The environment"} ${issue?.message ?? "is malformed"}.`,
    );
  }
  const env = parsed.data;
  requireSecrets(env);
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: path.resolve(env.DATA_DIR),
    files: filesEnvOf(env),
    authSecret: env.AUTH_SECRET ?? null,
    encryptionKey: env.ENCRYPTION_KEY ?? null,
    metaGraphUrl: env.META_GRAPH_URL,
    metaGraphVersion: env.META_GRAPH_VERSION,
    redisUrl: env.REDIS_URL ?? null,
    role: env.ROLE,
    presenceGraceSeconds: env.PRESENCE_GRACE_SECONDS,
    inboxAppIds: env.META_INBOX_APP_IDS,
    appNames: env.META_APP_NAMES,
    metaAuthTypes: env.META_AUTH_TYPES,
    routingServicePrivate: env.ROUTING_SERVICE_PRIVATE === "true",
    outboundPrivate: env.OUTBOUND_PRIVATE === "true",
    fileScan:
      env.FILE_SCAN_URL === undefined
        ? null
        : {
            url: env.FILE_SCAN_URL,
            acceptsUnchecked: env.FILE_SCAN_UNREACHABLE === "accept",
          },
    syntheticMessage: env.SYNTHETIC_MESSAGE === "true",
    trustedProxies: env.TRUSTED_PROXIES,
    logLevel: env.LOG_LEVEL,
    oidc: oidcOf(env),
    development: source["NODE_ENV"] === "development",
  };
}

// Several nodes on one database must share their secrets, so none may
// generate its own: a node with another key could not read the data of the
// others.
function requireSecrets(env: z.infer<typeof envSchema>): void {
  if (env.DATABASE_URL === undefined) return;
  for (const name of ["AUTH_SECRET", "ENCRYPTION_KEY"] as const) {
    if (env[name] === undefined) {
      throw new StartError(
        `${name} is missing: it is required when DATABASE_URL is set.`,
      );
    }
  }
}

/** All of it or nothing: a button that leads nowhere helps no one. */
function oidcOf(env: z.infer<typeof envSchema>): OidcEnv | null {
  const { OIDC_ISSUER: issuer } = env;
  const needed = ["OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;
  if (issuer === undefined) {
    const lone = needed.find((name) => env[name] !== undefined);
    if (lone !== undefined)
      throw new StartError(`OIDC_ISSUER is missing: ${lone} is set.`);
    return null;
  }
  const [clientId, clientSecret] = needed.map((name) => {
    const value = env[name];
    if (value === undefined)
      throw new StartError(`${name} is missing: OIDC_ISSUER is set.`);
    return value;
  }) as [string, string];
  return {
    issuer,
    clientId,
    clientSecret,
    name: env.OIDC_NAME ?? new URL(issuer).hostname,
    roleClaim: env.OIDC_ROLE_CLAIM ?? null,
  };
}

function toAppName(entry: string): [id: string, name: string] {
  const [id = "", name = ""] = entry.split("=");
  return [id.trim(), name.trim()];
}

function withoutEmpty(source: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of SETTING_NAMES) {
    const value = source[name]?.trim();
    if (value !== undefined && value !== "") kept[name] = value;
  }
  return kept;
}

function portMessage(): string {
  return `must be a number from 1 to ${MAX_PORT}`;
}

function graceMessage(): string {
  return `must be a number of seconds from ${PRESENCE_GRACE_MIN_SECONDS} to ${PRESENCE_GRACE_MAX_SECONDS}`;
}

function url(protocols: string[]) {
  const wanted = protocols.map((protocol) => `${protocol}//`).join(" or ");
  return z
    .string()
    .refine(
      (text) =>
        URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be a URL that begins with ${wanted}`,
    )
    .transform((text) => text.replace(/(?<!\/)\/+$/, ""));
}

function databaseUrl() {
  // Not normalized: a password may end in a slash.
  return z
    .string()
    .refine(
      (text) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text),
      "must be a URL that begins with postgres:// or postgresql://",
    );
}
