import type { ServerResponse } from "node:http";
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fetchMedia, MAX_MEDIA_BYTES } from "./fetch-media.ts";
import { checkedLookup, isAllowedAddress } from "./public-address.ts";
import { reset, startTestServer } from "./test-server.ts";
import type { Answer, TestServer } from "./test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  "base64",
);

const body =
  (bytes: Uint8Array | string, headers: Record<string, string> = {}): Answer =>
  (_received, response) => {
    response.writeHead(200, headers).end(bytes);
  };
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_received, response) => {
    response.writeHead(code, headers).end("x");
  };

function get(path = "/photo", maxBytes?: number) {
  return fetchMedia(
    {
      url: `${server.url}${path}`,
      allowPrivate: true,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    },
    collect,
  );
}

/** All bytes in memory: here they are few. */
async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** Starts an answer without an end. */
function pour(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(Buffer.alloc(64 * 1024)));
  };
  response.on("drain", more);
  more();
}

describe("fetchMedia", () => {
  test("gives the bytes as they are", async () => {
    server.answer(body(PNG, { "content-type": "text/html" }));
    const fetched = await get("/photo.html?key=1");
    expect(fetched.kind === "fetched" && PNG.equals(fetched.kept)).toBe(true);
    expect(server.received[0]).toMatchObject({
      query: { key: "1" },
      headers: { "accept-encoding": "identity" },
    });
  });

  test.each([
    ["gzip", gzipSync(PNG)],
    ["x-gzip", gzipSync(PNG)],
    ["GZIP", gzipSync(PNG)],
    ["deflate", deflateSync(PNG)],
    ["deflate", deflateRawSync(PNG)],
    ["br", brotliCompressSync(PNG)],
    ["zstd", zstdCompressSync(PNG)],
    ["identity", PNG],
    ["gzip, br", brotliCompressSync(gzipSync(PNG))],
  ])("packed as %s all the same", async (coding, bytes) => {
    server.answer(body(bytes, { "content-encoding": coding }));
    const fetched = await get();
    expect(fetched.kind === "fetched" && PNG.equals(fetched.kept)).toBe(true);
  });

  test.each<[string, string, Uint8Array, object]>([
    [
      "what unpacks to more than the bound",
      "gzip",
      gzipSync(Buffer.alloc(8 * 1024 * 1024)),
      { kind: "too_large", reason: "unpacked" },
    ],
    [
      "a bomb in a bomb",
      "gzip, gzip",
      gzipSync(gzipSync(Buffer.alloc(64 * 1024 * 1024))),
      { kind: "too_large", reason: "unpacked" },
    ],
    [
      "three codings around each other",
      "gzip, gzip, gzip",
      gzipSync(gzipSync(gzipSync(PNG))),
      { kind: "later", reason: "encoded" },
    ],
    [
      "a coding nobody knows",
      "compress",
      PNG,
      { kind: "later", reason: "encoded" },
    ],
    [
      "not what the header says",
      "gzip",
      PNG,
      { kind: "later", reason: "broken_coding" },
    ],
    [
      "cut short",
      "br",
      brotliCompressSync(PNG).subarray(0, 20),
      { kind: "later", reason: "broken_coding" },
    ],
    [
      "nothing, packed",
      "gzip",
      gzipSync(""),
      { kind: "gone", reason: "empty" },
    ],
  ])("%s", async (_name, coding, bytes, expected) => {
    server.answer(body(bytes, { "content-encoding": coding }));
    expect(await get("/packed", 1024 * 1024)).toEqual(expected);
  });

  test.each<[string, Answer, object]>([
    ["expired", status(403), { kind: "gone", reason: "status_403" }],
    ["missing", status(404), { kind: "gone" }],
    ["a server in trouble", status(503), { kind: "later" }],
    ["too many requests", status(429), { kind: "later" }],
    ["no content", status(204), { kind: "gone", reason: "empty" }],
    ["a refusal nobody knows", status(418), { kind: "later" }],
    ["nothing", body(""), { kind: "gone", reason: "empty" }],
    ["a cut line", reset, { kind: "later", reason: "ECONNRESET" }],
    [
      "cut within",
      (_received, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write("part", () => response.socket?.destroy());
      },
      { kind: "later" },
    ],
  ])("%s", async (_name, answer, expected) => {
    server.answer(answer);
    expect(await get()).toMatchObject(expected);
  });

  test("too large by its header is not read at all", async () => {
    server.answer(
      status(200, { "content-length": String(MAX_MEDIA_BYTES + 1) }),
    );
    expect(await get()).toEqual({
      kind: "too_large",
      reason: "content_length",
    });
  });

  test("too large without a header is cut off", async () => {
    let wasCut = false;
    server.answer((_received, response) => {
      response.on("close", () => (wasCut = true));
      pour(response);
    });
    expect(await get("/endless", 1024 * 1024)).toEqual({
      kind: "too_large",
      reason: "body",
    });
    await expect.poll(() => wasCut).toBe(true);
  });

  test("bytes are passed on as they arrive, never more than the bound", async () => {
    const seen = Promise.withResolvers<undefined>();
    server.answer((_received, response) => {
      response.write("first", () => {
        // The rest arrives only once the beginning was passed on.
        void seen.promise.then(() => response.end("last"));
      });
    });
    const link = { url: `${server.url}/halves`, allowPrivate: true };
    const fetched = await fetchMedia(link, async (chunks) => {
      const texts: string[] = [];
      for await (const chunk of chunks) {
        texts.push(Buffer.from(chunk).toString());
        seen.resolve(undefined);
      }
      return texts;
    });
    expect(fetched).toEqual({ kind: "fetched", kept: ["first", "last"] });

    let size = 0;
    server.answer((_received, response) => pour(response));
    await fetchMedia({ ...link, maxBytes: 100_000 }, async (chunks) => {
      for await (const chunk of chunks) size += chunk.length;
    });
    expect(size).toBeLessThanOrEqual(100_000);
  });

  test("a declared length that differs from the body's", async () => {
    server.answer((_received, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("too short", () => response.socket?.end());
    });
    expect(await get()).toMatchObject({ kind: "later" });
    // Of a longer body, HTTP reads only the declared length.
    server.answer((_received, response) => {
      response.socket?.end(
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nfar too long",
      );
    });
    expect(await get()).toEqual({ kind: "fetched", kept: Buffer.from("far") });
  });

  test("a trickle ends at the caller's time-out", async () => {
    server.answer((_received, response) => {
      const trickle = setInterval(() => response.write("x"), 5);
      response.on("close", () => clearInterval(trickle));
    });
    const stop = new AbortController();
    const link = { url: `${server.url}/slow`, allowPrivate: true };
    let size = 0;
    const fetched = await fetchMedia(
      { ...link, signal: stop.signal },
      async (chunks) => {
        for await (const chunk of chunks) {
          size += chunk.length;
          if (size > 3) stop.abort();
        }
      },
    );
    expect(fetched).toMatchObject({ kind: "later" });
    expect(size).toBeGreaterThan(3);
  });

  test("an error of the keeper is thrown and cuts the connection", async () => {
    let wasCut = false;
    server.answer((_received, response) => {
      response.on("close", () => (wasCut = true));
      pour(response);
    });
    const link = { url: `${server.url}/endless`, allowPrivate: true };
    const keep = async (chunks: AsyncIterable<Uint8Array>) => {
      for await (const chunk of chunks) {
        if (chunk.length > 0) throw new Error("The disk is full.");
      }
    };
    await expect(fetchMedia(link, keep)).rejects.toThrow("The disk is full.");
    await expect.poll(() => wasCut).toBe(true);
  });

  test("stopped by the caller", async () => {
    server.answer(() => undefined);
    const url = `${server.url}/slow`;
    const signal = AbortSignal.timeout(100);
    const link = { url, allowPrivate: true, signal };
    expect(await fetchMedia(link, collect)).toMatchObject({ kind: "later" });
  });

  test("a redirect is followed, relative ones too, a circle is not", async () => {
    server.answer(status(302, { location: "/there" }), body(PNG));
    expect(await get()).toMatchObject({ kind: "fetched" });
    expect(server.received[1]?.path).toBe("/there");
    server.answer(status(302, { location: "/again" }));
    expect(await get()).toEqual({
      kind: "later",
      reason: "too_many_redirects",
    });
    expect(server.received).toHaveLength(6);
  });

  test.each([
    ["http://169.254.169.254/latest/meta-data", "private_address"],
    ["http://[fd00:ec2::254]/latest/meta-data", "private_address"],
    ["http://100.100.100.200/latest/meta-data", "private_address"],
    ["http://metadata.google.internal/computeMetadata/v1/", "private_address"],
    ["http://METADATA.google.internal./", "private_address"],
    ["http://[::ffff:169.254.169.254]/", "private_address"],
    ["file:///etc/passwd", "not_https"],
    ["http://[", "not_a_url"],
  ])("a redirect to %s is refused", async (location, reason) => {
    server.answer(status(302, { location }));
    expect(await get()).toEqual({ kind: "refused", reason });
  });

  test.each([
    ["http://cdn.example/a.jpg", "not_https"],
    ["ftp://cdn.example/a.jpg", "not_https"],
    ["not a url", "not_a_url"],
    ["https://user:pass@cdn.example/a.jpg", "has_credentials"],
    ["https://cdn.example:8443/a.jpg", "unusual_port"],
    ["https://127.0.0.1/a.jpg", "private_address"],
    ["https://127.1/a.jpg", "private_address"],
    ["https://0x7f000001/a.jpg", "private_address"],
    ["https://2130706433/a.jpg", "private_address"],
    ["https://[::1]/a.jpg", "private_address"],
    ["https://[::ffff:10.0.0.1]/a.jpg", "private_address"],
    ["https://169.254.169.254/a.jpg", "private_address"],
    ["https://localhost/a.jpg", "private_address"],
  ])("from outside, %s is refused", async (url, reason) => {
    expect(await fetchMedia({ url, allowPrivate: false }, collect)).toEqual({
      kind: "refused",
      reason,
    });
  });

  test("the test's own server is refused as well, unless allowed", async () => {
    server.answer(body(PNG));
    const url = server.url.replace("http:", "https:").replace(/:\d+$/, "");
    expect(
      await fetchMedia({ url, allowPrivate: false }, collect),
    ).toMatchObject({
      kind: "refused",
    });
    expect(server.received).toHaveLength(0);
  });
});

describe("isAllowedAddress", () => {
  test.each<[string, boolean, boolean]>([
    ["157.240.1.35", true, true],
    ["2a03:2880:f10c:83:face:b00c:0:25de", true, true],
    ["64:ff9b::9df0:123", true, true],
    ["127.0.0.1", false, true],
    ["10.1.2.3", false, true],
    ["172.16.0.1", false, true],
    ["192.168.1.1", false, true],
    ["100.64.0.1", false, true],
    ["::1", false, true],
    ["fd00::1", false, true],
    ["::ffff:127.0.0.1", false, true],
    ["64:ff9b::7f00:1", false, true],
    ["169.254.169.254", false, false],
    ["64:ff9b::a9fe:a9fe", false, false],
    ["fe80::1", false, false],
    // The addresses of clouds’ credentials, in private ranges and in a public one.
    ["fd00:ec2::254", false, false],
    ["fd20:ce::254", false, false],
    ["fd00:42::42", false, false],
    ["100.100.100.200", false, false],
    ["::ffff:100.100.100.200", false, false],
    ["64:ff9b::6464:64c8", false, false],
    ["192.0.0.192", false, false],
    ["168.63.129.16", false, false],
    ["0.0.0.0", false, false],
    ["::", false, false],
    ["224.0.0.1", false, false],
    ["255.255.255.255", false, false],
    ["192.0.2.1", false, false],
    ["2001:db8::1", false, false],
    ["2002:7f00:1::", false, false],
    ["fec0::1", false, false],
    ["not an address", false, false],
  ])("%s: %s, with private ones %s", (address, isPublic, isAllowed) => {
    expect(isAllowedAddress(address, false)).toBe(isPublic);
    expect(isAllowedAddress(address, true)).toBe(isAllowed);
  });
});

describe("checkedLookup", () => {
  const look = (allowPrivate: boolean, all: boolean, host = "localhost") =>
    new Promise<unknown>((resolve) => {
      checkedLookup(allowPrivate)(host, { all }, (error, found) =>
        resolve(error ? error.name : found),
      );
    });

  test("returns only allowed addresses, in the requested form", async () => {
    expect(await look(false, true)).toBe("ForbiddenAddress");
    expect(await look(false, false)).toBe("ForbiddenAddress");
    expect(await look(true, true)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ family: expect.any(Number) as number }),
      ]),
    );
    expect(await look(true, false)).toMatch(/^(127\.|::1)/);
  });

  test.each([
    "169.254.169.254",
    "100.100.100.200",
    "fd00:ec2::254",
    "metadata.google.internal",
    "instance-data.ec2.internal",
  ])("%s is refused, private ones allowed or not", async (host) => {
    for (const allowPrivate of [false, true])
      expect(await look(allowPrivate, true, host)).toBe("ForbiddenAddress");
  });
});
