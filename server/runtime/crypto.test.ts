import { expect, test } from "vitest";
import {
  constantTimeEqual,
  createVault,
  hmacSha256Hex,
  newId,
  randomToken,
  sha256Hex,
} from "./crypto.ts";

const key = "a key of some length";

test("a sealed text opens again, and looks different each time", () => {
  const vault = createVault([key]);
  const sealed = vault.seal("EAAB… 密 🔑");
  expect(sealed).toMatch(/^v1(\.[\w-]+){4}$/);
  expect(vault.open(sealed)).toBe("EAAB… 密 🔑");
  expect(vault.seal("EAAB… 密 🔑")).not.toBe(sealed);
  expect(vault.open(vault.seal(""))).toBe("");
});

test("a changed text does not open, whichever part was changed", () => {
  const vault = createVault([key, "another key of ours"]);
  const sealed = vault.seal("secret");
  const parts = sealed.split(".");
  for (const index of parts.keys()) {
    const changed = parts.map((part, at) =>
      at === index ? (part.startsWith("A") ? "B" : "A") + part.slice(1) : part,
    );
    expect(() => vault.open(changed.join("."))).toThrow();
  }
  expect(() => vault.open(sealed.slice(0, -1))).toThrow();
  const [version, id, iv, tag, data] = parts;
  const shortTag = [version, id, iv, tag?.slice(0, 6), data].join(".");
  expect(() => vault.open(shortTag)).toThrow();
});

test("old keys open, the first one seals", () => {
  const old = createVault(["the old key of ours"]).seal("secret");
  const vault = createVault([key, "the old key of ours"]);
  expect(vault.open(old)).toBe("secret");
  expect(vault.isCurrent(old)).toBe(false);
  expect(vault.isCurrent(vault.seal("secret"))).toBe(true);
  expect(() => createVault([key]).open(old)).toThrow("not configured");
});

test("ids rise within a millisecond", () => {
  const ids = Array.from({ length: 1000 }, newId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("tokens fit in a URL and differ", () => {
  expect(randomToken()).toMatch(/^[\w-]{43}$/);
  expect(randomToken()).not.toBe(randomToken());
});

test("hashes match the standards", () => {
  expect(sha256Hex("abc")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  // RFC 4231, test case 2
  expect(hmacSha256Hex("Jefe", "what do ya want for nothing?")).toBe(
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  );
});

test("equality does not need equal lengths", () => {
  expect(constantTimeEqual("abc", "abc")).toBe(true);
  expect(constantTimeEqual("abc", "abd")).toBe(false);
  expect(constantTimeEqual("abc", "abcd")).toBe(false);
});
