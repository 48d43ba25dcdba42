import type { appView, ChatView, pageView, rowView } from "../control/views.ts";
import type { Faults } from "../world/faults.ts";
import type { Delivery, GraphCall } from "../world/model.ts";

export type App = ReturnType<typeof appView>;
export type Page = ReturnType<typeof pageView>;
export type Row = ReturnType<typeof rowView>;
export type Chat = ChatView;
export type Message = Chat["messages"][number];
export type Attachment = Message["attachments"][number];
export type { Delivery, Faults, GraphCall };

export type Samples = {
  files: { key: string; type: string; url: string }[];
  stickers: { stickerId: string; url: string }[];
  portraits: { key: string; url: string }[];
};

/** A refusal by the simulator, in its own words. */
export class Refused extends Error {}

async function call<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(`/_sim${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: JSON.stringify(body),
          headers: { "Content-Type": "application/json" },
        }),
  });
  const answer = (await response.json()) as T & {
    error?: { message: string } | string;
  };
  const { error } = answer;
  if (!response.ok)
    throw new Refused(
      (typeof error === "string" ? error : error?.message) ??
        response.statusText,
    );
  return answer;
}

const chat = (pageId: string, personId: string) =>
  `/chats/${pageId}/${personId}`;

/** The control API as the page uses it. Throws Refused. */
export const api = {
  world: () => call<{ apps: App[]; pages: Page[] }>("GET", "/world"),
  newPage: (input: { name: string; appId: string }) =>
    call<Page>("POST", "/pages", input),
  /** Throws Refused with the reason when the address does not answer as it must. */
  setWebhook: (
    appId: string,
    input: { callbackUrl: string; verifyToken: string },
  ) => call<unknown>("POST", `/apps/${appId}/webhook`, input),
  rows: (pageId: string) => call<Row[]>("GET", `/chats/${pageId}`),
  chat: (pageId: string, personId: string) =>
    call<Chat>("GET", chat(pageId, personId)),
  samples: () => call<Samples>("GET", "/samples"),
  newPerson: (input: { name: string; locale: string; portrait: string }) =>
    call<{ personId: string }>("POST", "/people", {
      name: input.name,
      locale: input.locale,
      avatar: { kind: "portrait", key: input.portrait },
      timezone: -new Date().getTimezoneOffset() / 60,
    }),
  /** One of the acts of `/_sim/chats/{page}/{person}/…`. */
  act: (pageId: string, personId: string, act: string, body: unknown = {}) =>
    call<unknown>("POST", `${chat(pageId, personId)}/${act}`, body),
  faults: () => call<Faults>("GET", "/faults"),
  setFaults: (change: Partial<Faults>) =>
    call<Faults>("PATCH", "/faults", change),
  clearFaults: () => call<Faults>("DELETE", "/faults"),
  cast: () => call<{ on: boolean }>("GET", "/cast"),
  setCast: (on: boolean) => call<{ on: boolean }>("POST", "/cast", { on }),
  calls: () => call<GraphCall[]>("GET", "/graph-calls?latest=25"),
  deliveries: () => call<Delivery[]>("GET", "/deliveries?latest=25"),
  async upload(file: File): Promise<{ assetId: string }> {
    const response = await fetch(
      `/_sim/uploads?name=${encodeURIComponent(file.name || "photo.png")}`,
      {
        method: "POST",
        body: file,
        headers: { "Content-Type": file.type || "application/octet-stream" },
      },
    );
    const answer = (await response.json()) as {
      assetId: string;
      error?: { message: string };
    };
    if (!response.ok) throw new Refused(answer.error?.message ?? "");
    return answer;
  },
};
