import { randomUUID } from "node:crypto";

/** The simulator's state as the other end of an API channel; all of it in memory. */
export type ApiChannel = {
  /** Null until the channel's values are given. */
  connection: Connection | null;
  answer: Answer;
  customers: Map<string, ApiCustomer>;
  /** Oldest first, the newest MAX_REQUESTS of them. */
  requests: ReceivedRequest[];
};

/** The secrets that Parley shows when an API channel is connected. */
export type Connection = {
  inboundUrl: string;
  token: string;
  signingSecret: string;
};

/**
 * The callback's answer. accept: 2xx · refuse: 422 with `detail` · fail: 503 ·
 * slow: 2xx after `delayMs` · silent: never.
 */
export type Answer = {
  kind: "accept" | "refuse" | "fail" | "slow" | "silent";
  detail: string;
  delayMs: number;
};

export type ApiCustomer = {
  id: string;
  name: string;
  messages: ApiMessage[];
};

export type ApiFile = { name: string; type: string; url: string };

export type ApiMessage = {
  id: string;
  /** Unix ms. */
  at: number;
  from: "customer" | "team";
  text: string | null;
  attachments: ApiFile[];
  replyTo: string | null;
  /** The customer's receipt for a message of the team. */
  receipt: "none" | "delivered" | "read";
  reaction: string | null;
  edited: boolean;
  unsent: boolean;
};

export type ReceivedRequest = {
  at: number;
  /** Header webhook-id; null: missing. */
  webhookId: string | null;
  signature: "good" | "bad" | "unknown";
  /** Came before; answered and not shown twice. */
  repeated: boolean;
  body: string;
  /** Null: not answered. */
  status: number | null;
};

const MAX_REQUESTS = 100;

export function createApiChannel(): ApiChannel {
  const state: ApiChannel = {
    connection: null,
    answer: { kind: "accept", detail: "", delayMs: 3_000 },
    customers: new Map(),
    requests: [],
  };
  for (const name of ["Ana Lima", "王小明", "林美玲"]) addCustomer(state, name);
  return state;
}

export function addCustomer(state: ApiChannel, name: string): ApiCustomer {
  const id = `customer-${state.customers.size + 1}`;
  const customer: ApiCustomer = { id, name, messages: [] };
  state.customers.set(id, customer);
  return customer;
}

export function addMessage(
  customer: ApiCustomer,
  given: Pick<ApiMessage, "from" | "text" | "attachments" | "replyTo"> & {
    id?: string;
  },
): ApiMessage {
  const message: ApiMessage = {
    id: randomUUID(),
    at: Date.now(),
    receipt: "none",
    reaction: null,
    edited: false,
    unsent: false,
    ...given,
  };
  customer.messages.push(message);
  return message;
}

export function noteRequest(state: ApiChannel, request: ReceivedRequest): void {
  state.requests.push(request);
  if (state.requests.length > MAX_REQUESTS) state.requests.shift();
}
