import { expect, test } from "vitest";
import type { OpenedFile } from "#server/domain/files/open-file.ts";
import { fileResponse, readRange } from "./file-response.ts";

const bytes = Buffer.from("0123456789");

function file(overrides: Partial<OpenedFile> = {}): OpenedFile {
  return {
    mimeType: "video/mp4",
    name: "film.mp4",
    size: bytes.length,
    etag: "abc",
    inline: true,
    async *read(range) {
      yield range ? bytes.subarray(range.start, range.end + 1) : bytes;
    },
    ...overrides,
  };
}

test("a whole file, with its type, made harmless", async () => {
  const response = fileResponse(file(), new Headers());
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("0123456789");
  expect(response.headers.get("content-type")).toBe("video/mp4");
  expect(response.headers.get("content-length")).toBe("10");
  expect(response.headers.get("content-security-policy")).toMatch(/sandbox/);
  expect(response.headers.get("content-disposition")).toMatch(/^inline;/);
});

test("a PDF may be framed by the console alone, and stays in its sandbox; nothing else may", () => {
  const pdf = { mimeType: "application/pdf", name: "a.pdf", inline: false };
  const asked = new Headers();
  const framed = fileResponse(file(pdf), asked, { isFramed: true }).headers;
  expect(framed.get("content-disposition")).toMatch(/^inline;/);
  expect(framed.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(framed.get("content-security-policy")).toBe(
    "default-src 'none'; sandbox; frame-ancestors 'self'",
  );
  const plain = fileResponse(file(pdf), asked).headers;
  expect(plain.get("content-disposition")).toMatch(/^attachment;/);
  const other = { ...pdf, mimeType: "application/zip" };
  for (const headers of [
    plain,
    fileResponse(file(other), asked, { isFramed: true }).headers,
  ]) {
    expect(headers.get("x-frame-options")).toBeNull();
    expect(headers.get("content-security-policy")).not.toMatch(/frame/);
  }
});

test("a part", async () => {
  const response = fileResponse(file(), new Headers({ range: "bytes=2-4" }));
  expect(response.status).toBe(206);
  expect(response.headers.get("content-range")).toBe("bytes 2-4/10");
  expect(await response.text()).toBe("234");
});

test("a range of another version gives the whole of this one", async () => {
  const asked = new Headers({ range: "bytes=2-4", "if-range": '"old"' });
  expect(fileResponse(file(), asked).status).toBe(200);
});

test("a known version: 304", async () => {
  const asked = new Headers({ "if-none-match": '"other", W/"abc"' });
  const response = fileResponse(file(), asked);
  expect(response.status).toBe(304);
  expect(response.body).toBeNull();
});

test("no name can write a header, and every name can be read", async () => {
  const name = 'évil"\r\nset-cookie: a=b\\ 帳單.pdf';
  const response = fileResponse(file({ name, inline: false }), new Headers());
  const header = response.headers.get("content-disposition") ?? "";
  expect(header).toMatch(
    /^attachment; filename="(?:[ !#-[\]-~]|\\["\\])*"; filename\*=UTF-8''[\w%.!~*-]*$/,
  );
  expect(decodeURIComponent(header.split("''")[1] ?? "")).toBe(name);
  expect(response.headers.get("set-cookie")).toBeNull();
});

test.for([
  ["bytes=0-0", { start: 0, end: 0 }],
  ["bytes=5-", { start: 5, end: 9 }],
  ["bytes=-3", { start: 7, end: 9 }],
  ["bytes=-30", { start: 0, end: 9 }],
  ["bytes=8-100", { start: 8, end: 9 }],
  ["bytes=4-2", null],
  ["bytes=0-1,3-4", null],
  ["lines=1-2", null],
  ["bytes=-", null],
] as const)("%s", ([header, range]) => {
  expect(readRange(header, 10)).toEqual(range);
});

test.for(["bytes=10-", "bytes=100-200", "bytes=-0"])(
  "%s is beyond the file: 416",
  (header) => {
    expect(() => readRange(header, 10)).toThrow("range_not_satisfiable");
  },
);
