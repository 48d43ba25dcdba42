import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { v7 } from "uuid";

/** Seals secrets for the database: AES-256-GCM, `v1.<key id>.<iv>.<tag>.<data>`, each part base64url. */
export type Vault = {
  seal(plain: string): string;
  /** @throws Error when the text was changed, or sealed with a key that is not among ours. */
  open(sealed: string): string;
  /** False: sealed with an older key; a rotation seals it again. */
  isCurrent(sealed: string): boolean;
};

type Key = { id: string; bytes: Buffer };

const VERSION = "v1";
const IV_BYTES = 12; // the length that GCM is specified for
const KEY_BYTES = 32;
const KEY_ID_BYTES = 6;

/**
 * Makes a vault from the keys' texts. The first key seals, all of them open.
 * `readKeys`, if given, is called when a text names a key we do not have: a
 * rotation in another process may have added one since the start.
 */
export function createVault(keys: string[], readKeys?: () => string[]): Vault {
  let ring = toRing(keys);

  function current(): Key {
    const [first] = ring;
    if (!first) throw new Error("A vault needs at least one key.");
    return first;
  }
  current();

  function find(id: string | undefined): Key {
    const known = ring.find((key) => key.id === id);
    if (known) return known;
    if (readKeys) ring = toRing(readKeys());
    const added = ring.find((key) => key.id === id);
    if (!added) throw new Error("Sealed with a key that is not configured.");
    return added;
  }

  return {
    seal: (plain) => sealWith(current(), plain),
    open(sealed) {
      const parts = sealed.split(".");
      if (parts.length !== 5 || parts[0] !== VERSION) {
        throw new Error("Not a sealed text.");
      }
      return openWith(find(parts[1]), parts);
    },
    isCurrent: (sealed) => sealed.split(".")[1] === current().id,
  };
}

/** A UUIDv7: sorts by time, also within one millisecond of this process. */
export function newId(): string {
  return v7();
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a text has the form of `newId`. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/** Unguessable text, base64url. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString("base64url");
}

export function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

export function hmacSha256Hex(key: string, bytes: Uint8Array | string): string {
  return createHmac("sha256", key).update(bytes).digest("hex");
}

/** Compares two texts in a time that does not depend on where they differ. */
export function constantTimeEqual(a: string, b: string): boolean {
  // Hashed first: timingSafeEqual needs equal lengths, and the hash hides the lengths too.
  return timingSafeEqual(
    createHash("sha256").update(a).digest(),
    createHash("sha256").update(b).digest(),
  );
}

function sealWith(key: Key, plain: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, iv);
  cipher.setAAD(Buffer.from(`${VERSION}.${key.id}`));
  const data = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
  const parts = [iv, cipher.getAuthTag(), data];
  return [
    VERSION,
    key.id,
    ...parts.map((part) => part.toString("base64url")),
  ].join(".");
}

function openWith(key: Key, parts: string[]): string {
  const [iv, tag, data] = parts
    .slice(2)
    .map((part) => Buffer.from(part, "base64url")) as [Buffer, Buffer, Buffer];
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, iv, {
    authTagLength: 16, // a shorter tag would be easier to forge
  });
  decipher.setAAD(Buffer.from(`${VERSION}.${key.id}`));
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(data), decipher.final()]).toString(
    "utf8",
  );
}

function toRing(keys: string[]): Key[] {
  return keys.map((text) => {
    const bytes = Buffer.from(
      hkdfSync("sha256", text, "parley", "vault", KEY_BYTES),
    );
    const id = createHash("sha256")
      .update("parley key id")
      .update(bytes)
      .digest()
      .subarray(0, KEY_ID_BYTES)
      .toString("base64url");
    return { id, bytes };
  });
}
