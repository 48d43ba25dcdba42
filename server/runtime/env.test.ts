import path from "node:path";
import { expect, test } from "vitest";
import { parseEnv } from "./env.ts";
import { StartError } from "./start-error.ts";

const external = {
  DATABASE_URL: "postgres://parley:secret@db/parley",
  AUTH_SECRET: "a".repeat(32),
  ENCRYPTION_KEY: "b".repeat(32),
};

function read(source: NodeJS.Dict<string>) {
  return parseEnv(source as NodeJS.ProcessEnv);
}

test("nothing set: the documented defaults", () => {
  expect(read({})).toEqual({
    port: 3000,
    host: "127.0.0.1",
    publicUrl: "http://localhost:3000",
    databaseUrl: null,
    dataDir: path.resolve(".data"),
    files: { place: "disk", s3: null },
    authSecret: null,
    encryptionKey: null,
    metaGraphUrl: "https://graph.facebook.com",
    metaGraphVersion: "v27.0",
    redisUrl: null,
    role: "all",
    presenceGraceSeconds: 60,
    inboxAppIds: [],
    appNames: {},
    metaAuthTypes: ["rerequest", "reauthorize"],
    routingServicePrivate: false,
    fileScan: null,
    syntheticMessage: true,
    outboundPrivate: false,
    trustedProxies: "",
    logLevel: "info",
    oidc: null,
    development: false,
  });
});

test("the public URL follows the port, and loses its last slash", () => {
  expect(read({ PORT: "8080" }).publicUrl).toBe("http://localhost:8080");
  const given = read({ PUBLIC_URL: "https://chat.example.com/" });
  expect(given.publicUrl).toBe("https://chat.example.com");
});

test("an empty variable counts as unset", () => {
  expect(read({ PORT: "", REDIS_URL: " " })).toEqual(read({}));
});

test("a scanner of files is clamd or an HTTP hook, and refuses what it could not scan unless told otherwise", () => {
  const url = "clamd://scanner:3310";
  const scan = (more = {}) => read({ FILE_SCAN_URL: url, ...more }).fileScan;
  expect(scan()).toEqual({ url, acceptsUnchecked: false });
  expect(scan({ FILE_SCAN_UNREACHABLE: "accept" })).toEqual({
    url,
    acceptsUnchecked: true,
  });
  expect(() => read({ FILE_SCAN_URL: "ftp://scanner" })).toThrow(
    "FILE_SCAN_URL",
  );
});

test("the ways in which a login at Meta asks again can be left out", () => {
  const read1 = (list: string) => read({ META_AUTH_TYPES: list }).metaAuthTypes;
  expect(read1("rerequest")).toEqual(["rerequest"]);
  expect(read1("reauthorize, rerequest")).toEqual(["rerequest", "reauthorize"]);
  expect(read1("none")).toEqual([]);
});

const malformed: [NodeJS.Dict<string>, string][] = [
  [{ PORT: "http" }, "PORT must be a number from 1 to 65535."],
  [{ PORT: "70000" }, "PORT must be a number from 1 to 65535."],
  [{ PUBLIC_URL: "chat.example.com" }, "PUBLIC_URL must be a URL"],
  [{ DATABASE_URL: "mysql://db" }, "DATABASE_URL must be a URL"],
  [{ META_GRAPH_URL: "graph" }, "META_GRAPH_URL must be a URL"],
  [{ META_GRAPH_VERSION: "26" }, "META_GRAPH_VERSION must look like v27.0."],
  [
    { META_AUTH_TYPES: "reauthenticate" },
    "META_AUTH_TYPES must be none, or a list of rerequest and reauthorize.",
  ],
  [
    { META_APP_NAMES: "Shop bot" },
    "META_APP_NAMES must be a comma list like 1234567890=Meta Business Agent.",
  ],
  [{ REDIS_URL: "http://redis" }, "REDIS_URL must be a URL"],
  [{ ROLE: "boss" }, "ROLE must be web, worker or all."],
  [{ PRESENCE_GRACE_SECONDS: "5" }, "PRESENCE_GRACE_SECONDS must be a number"],
  [
    { TRUSTED_PROXIES: "10.0.0.0/8, proxy" },
    "TRUSTED_PROXIES must be IP addresses or ranges like 10.0.0.0/8, parted by commas.",
  ],
  [
    { ROUTING_SERVICE_PRIVATE: "yes" },
    "ROUTING_SERVICE_PRIVATE must be true or false.",
  ],
  [{ SYNTHETIC_MESSAGE: "off" }, "SYNTHETIC_MESSAGE must be true or false."],
  [{ FILES: "s3" }, "S3_BUCKET is missing: FILES is s3."],
  [{ FILES: "nfs" }, "FILES must be disk or s3."],
  [{ S3_BUCKET: "a/b" }, "S3_BUCKET must be a bucket's name."],
  [
    { S3_BUCKET: "lumen", S3_ACCESS_KEY_ID: "x" },
    "S3_SECRET_ACCESS_KEY is missing: S3_ACCESS_KEY_ID is set.",
  ],
  [{ OIDC_CLIENT_ID: "x" }, "OIDC_ISSUER is missing: OIDC_CLIENT_ID is set."],
  [
    { OIDC_ISSUER: "https://id.example.com", OIDC_CLIENT_ID: "x" },
    "OIDC_CLIENT_SECRET is missing: OIDC_ISSUER is set.",
  ],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be silent, fatal,"],
  [{ AUTH_SECRET: "short" }, "AUTH_SECRET must have at least 16 characters."],
  [{ ENCRYPTION_KEY: `${"k".repeat(16)},x` }, "ENCRYPTION_KEY must be"],
];

for (const [source, sentence] of malformed) {
  test(`${JSON.stringify(source)} is refused by name`, () => {
    const parse = () => read(source);
    expect(parse).toThrow(StartError);
    expect(parse).toThrow(sentence);
  });
}

for (const name of ["AUTH_SECRET", "ENCRYPTION_KEY"] as const) {
  test(`${name} is required beside DATABASE_URL`, () => {
    const source = { ...external, [name]: undefined };
    expect(() => read(source)).toThrow(
      `${name} is missing: it is required when DATABASE_URL is set.`,
    );
    expect(read(external).databaseUrl).toBe(external.DATABASE_URL);
  });
}

test("META_APP_NAMES gives names by app id", () => {
  const names = "99=Meta Business Agent, 456=Shop bot";
  expect(read({ META_APP_NAMES: names }).appNames).toEqual({
    "99": "Meta Business Agent",
    "456": "Shop bot",
  });
});
