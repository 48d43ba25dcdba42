import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A bucket for tests, behind the network: what Amazon's library asks of one. */
export type TestBucket = {
  endpoint: string;
  objects: Map<string, { bytes: Buffer; at: Date }>;
  /** Requests are refused as a service in trouble does. */
  down: boolean;
  stop(): Promise<void>;
};

const PAGE = 3; // several pages, where a test has more files than that
const error = (code: string) => `<Error><Code>${code}</Code></Error>`;

/** Objects of `bucket`, for whoever has `accessKeyId`. */
export async function startTestBucket(
  bucket: string,
  accessKeyId: string,
): Promise<TestBucket> {
  const objects: TestBucket["objects"] = new Map();
  const state: TestBucket = {
    endpoint: "",
    objects,
    down: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };

  async function answer(
    request: IncomingMessage,
  ): Promise<{ status: number; body?: string | Buffer }> {
    const url = new URL(request.url ?? "/", "http://bucket");
    const bytes = await buffer(request);
    if (state.down) return { status: 503, body: error("ServiceUnavailable") };
    if (!request.headers.authorization?.includes(`Credential=${accessKeyId}/`))
      return { status: 403, body: error("InvalidAccessKeyId") };
    const [, name, ...rest] = decodeURIComponent(url.pathname).split("/");
    if (name !== bucket) return { status: 404, body: error("NoSuchBucket") };
    const key = rest.join("/");
    if (key === "") return { status: 200, body: list(url.searchParams) };
    const object = objects.get(key);
    if (request.method === "PUT") {
      objects.set(key, { bytes, at: new Date() });
      return { status: 200 };
    }
    if (request.method === "DELETE") {
      objects.delete(key);
      return { status: 204 };
    }
    if (!object) return { status: 404, body: error("NoSuchKey") };
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const body = range
      ? object.bytes.subarray(Number(range[1]), Number(range[2]) + 1)
      : object.bytes;
    return { status: range ? 206 : 200, body };
  }

  function list(query: URLSearchParams): string {
    const prefix = query.get("prefix") ?? "";
    const from = Number(query.get("continuation-token") ?? "0");
    const found = [...objects].filter(([key]) => key.startsWith(prefix));
    const items = found
      .slice(from, from + PAGE)
      .map(
        ([key, { at }]) =>
          `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified></Contents>`,
      );
    const next =
      from + PAGE < found.length
        ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>`
        : "";
    return `<ListBucketResult>${next}${items.join("")}</ListBucketResult>`;
  }

  const server = createServer((request, response) => {
    void answer(request).then(({ status, body = "" }) => {
      const length = Buffer.byteLength(body);
      response.writeHead(status, { "content-length": length });
      response.end(request.method === "HEAD" ? undefined : body);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  state.endpoint = `http://127.0.0.1:${port}`;
  return state;
}
