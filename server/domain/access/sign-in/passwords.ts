import { hash, verify } from "@node-rs/argon2";

// OWASP's first choice for argon2id (the library's default algorithm): 19 MiB, two passes, one lane.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

// A hash at the same cost that no password matches: an unknown user's password is compared with it.
let decoy: Promise<string> | null = null;

/** argon2id with its own salt, as PHC text. Takes about 30 ms of one core, off the main thread. */
export function hashPassword(password: string): Promise<string> {
  return hash(normalised(password), COST);
}

/**
 * Whether the password is right. It takes as long for a user who does not
 * exist (`null`), so that the time does not reveal who has an account.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  decoy ??= hash(crypto.getRandomValues(new Uint8Array(32)), COST);
  const fits = await verify(
    passwordHash ?? (await decoy),
    normalised(password),
  );
  return fits && passwordHash !== null;
}

// One keyboard sends é as one character, another as two: both mean the same password.
function normalised(password: string): string {
  return password.normalize("NFKC");
}
