import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as the tests' server received it. */
export type Received = {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingMessage["headers"];
  body: Buffer;
};

export type Answer = (received: Received, response: ServerResponse) => void;

/**
 * A real HTTP server on the loopback for tests of what goes over the wire.
 * `answers` are used one after the other, the last one for all that follow.
 */
export type TestServer = {
  url: string;
  received: Received[];
  answer(...answers: Answer[]): void;
  stop(): Promise<void>;
};

export async function startTestServer(): Promise<TestServer> {
  const received: Received[] = [];
  let answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const one = {
        method: request.method ?? "",
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks),
      };
      received.push(one);
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer) answer(one, response);
      else response.writeHead(500).end("The test gave no answer.");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    answer: (...given) => {
      received.length = 0;
      answers = given;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers this JSON. */
export function json(
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): Answer {
  return (_received, response) => {
    response.writeHead(status, {
      "content-type": "application/json",
      ...headers,
    });
    response.end(JSON.stringify(body));
  };
}

/** Answers the vendor's error envelope. */
export function graphError(
  code: number,
  subcode?: number,
  more: Record<string, unknown> = {},
): Answer {
  return json(
    {
      error: {
        message: `(#${code}) No.`,
        type: "OAuthException",
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        fbtrace_id: "AxYz",
        ...more,
      },
    },
    400,
  );
}

/** Reads the request, then breaks the connection without an answer. */
export const reset: Answer = (_received, response) => {
  response.socket?.resetAndDestroy();
};

/** Never answers. */
export const silence: Answer = () => undefined;
