import { OWN_CONNECTION } from "./api.ts";
import { startProgram } from "./program.ts";
import { until } from "./until.ts";

/** A message in Messenger as a person sees it; see simulator/README.md. */
export type ChatMessage = {
  mid: string;
  at: number;
  from: "person" | "page";
  text: string | null;
  attachments: { type: string; url?: string | null }[];
  replyTo: unknown;
  reactions: { by: string; emoji: string }[];
  metadata: string | null;
  deletedAt: number | null;
  state: "sent" | "delivered" | "seen";
};

export type Chat = {
  messages: ChatMessage[];
  pageTyping: boolean;
  pageSeenUntil: number | null;
};

export type Person = { personId: string; psids: Record<string, string> };

export type Page = { pageId: string; name: string; token: string };

/** The app and the pages that a fresh simulator has; see simulator/README.md. */
export const META_APP = {
  appId: "123456789012345",
  appSecret: "simulator-app-secret-0123456789ab",
};
export const PAGES: readonly [Page, Page, Page] = [
  {
    pageId: "104200000000011",
    name: "Lumen & Oak",
    token: "EAASIMLUMENOAK0000000000000000000000000000000000000000000011",
  },
  {
    pageId: "104200000000022",
    name: "Harbour Tea House",
    token: "EAASIMHARBOURTEA000000000000000000000000000000000000000000022",
  },
  {
    pageId: "104200000000033",
    name: "晨光書店 Dawn Books",
    token: "EAASIMDAWNBOOKS0000000000000000000000000000000000000000000033",
  },
];

export type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** Meta's side, in a process of its own on a free port. `env`: more of its environment. */
export async function startSimulator(env: Record<string, string> = {}) {
  const program = startProgram({
    file: "simulator/main.ts",
    env: { SIMULATOR_PORT: "0", ...env },
  });
  const url = await until("the simulator has started", () => {
    if (program.hasEnded()) return "ended";
    return /Simulator: (http\S+)/.exec(program.stdout())?.[1];
  });
  if (url === "ended") throw new Error(program.stderr());

  async function control<T>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<T> {
    const response = await fetch(`${url}/_sim${path}`, {
      method,
      headers: { ...OWN_CONNECTION, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${text}`);
    return JSON.parse(text) as T;
  }

  const act =
    (verb: string) =>
    <T = ChatMessage>(pageId: string, personId: string, body: object = {}) =>
      control<T>("POST", `/chats/${pageId}/${personId}/${verb}`, body);

  return {
    url,
    program,
    control,
    person: (name: string) => control<Person>("POST", "/people", { name }),
    chat: (pageId: string, personId: string) =>
      control<Chat>("GET", `/chats/${pageId}/${personId}`),
    write: act("messages"),
    react: act("reactions"),
    edit: act("edit"),
    unsend: act("unsend"),
    see: act("seen"),
    faults: (faults: object) => control("PATCH", "/faults", faults),
    noFaults: () => control("DELETE", "/faults"),
    settings: (settings: object) => control("PATCH", "/settings", settings),
    /** Tells Meta where to deliver; the address is asked for its challenge first. */
    subscribe: (callbackUrl: string, verifyToken: string) =>
      control("POST", `/apps/${META_APP.appId}/webhook`, {
        callbackUrl,
        verifyToken,
      }),
    stop: () => program.stop(),
  };
}
