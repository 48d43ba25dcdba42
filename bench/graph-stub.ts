import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands where Meta's Graph API would: takes every message at once, knows
 * everybody's name. It lives in the process that measures, so that the moment
 * a message arrives is taken by the same clock.
 */
export type GraphStub = {
  url: string;
  /** Resolves with the moment (performance.now) at which this text was taken. */
  arrival(text: string): Promise<number>;
  stop(): Promise<void>;
};

export async function startGraphStub(): Promise<GraphStub> {
  const awaited = new Map<string, (at: number) => void>();
  let sent = 0;

  function answer(method: string, url: string, body: string): object {
    if (method === "POST" && url.includes("/messages")) {
      const { message } = JSON.parse(body) as { message?: { text?: string } };
      const text = message?.text ?? "";
      awaited.get(text)?.(performance.now());
      awaited.delete(text);
      sent += 1;
      return { recipient_id: "1", message_id: `m_stub_${process.pid}_${sent}` };
    }
    if (url.includes("fields=id")) return { id: "1", name: "Bench Customer" };
    return { id: "1", success: true, data: [] };
  }

  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const value = answer(request.method ?? "GET", request.url ?? "/", body);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(value));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    arrival: (text) =>
      new Promise((resolve) => {
        awaited.set(text, resolve);
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
