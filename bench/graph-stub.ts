import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands where Meta's Graph API would: takes every message at once, knows
 * every person's name, and answers for leads after {@link LEAD_LATENCY_MS}. It lives in the process that measures, so that the moment
 * a message arrives is taken by the same clock.
 */
export type GraphStub = {
  url: string;
  /** Resolves with the moment (performance.now) at which this text was taken. */
  arrival(text: string): Promise<number>;
  stop(): Promise<void>;
};

/** The time that Meta takes to answer for a lead. */
export const LEAD_LATENCY_MS = 200;

const FORM = {
  id: "700700",
  name: "Bench form",
  questions: [
    { key: "full_name", label: "Full name", type: "FULL_NAME" },
    { key: "email", label: "Email", type: "EMAIL" },
  ],
};

/** Each with an address of its own, so that no two are duplicates. */
function lead(url: string): object {
  const id = /\/(\d+)\?/.exec(url)?.[1] ?? "0";
  const field_data = [
    { name: "full_name", values: [`Lead ${id}`] },
    { name: "email", values: [`lead.${id}@example.com`] },
  ];
  return { id, platform: "fb", is_organic: true, field_data };
}

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
    if (url.includes("field_data")) return lead(url);
    if (url.includes("questions")) return FORM;
    if (url.includes("fields=id")) return { id: "1", name: "Bench Customer" };
    return { id: "1", success: true, data: [] };
  }

  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      const url = request.url ?? "/";
      const value = answer(request.method ?? "GET", url, body);
      response.setHeader("content-type", "application/json");
      // The answers of a form, and the form itself, take their time.
      const waitMs = /field_data|questions/.test(url) ? LEAD_LATENCY_MS : 0;
      setTimeout(() => response.end(JSON.stringify(value)), waitMs);
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
