import { Hono } from "hono";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import type { World } from "../world/model.ts";
import {
  addMessage,
  noteRequest,
  type ApiChannel,
  type ReceivedRequest,
} from "./state.ts";

const messageSchema = z.object({
  type: z.literal("message"),
  id: z.string(),
  customer: z.object({ id: z.string() }),
  text: z.string().nullable(),
  attachments: z.array(
    z.object({ url: z.string(), name: z.string(), type: z.string() }),
  ),
  replyTo: z.string().nullable(),
});

/**
 * `POST /api-channel/callback`: where the team's replies arrive. Believes only a
 * signature that fits, and answers as the page was told to.
 */
export function callbackRoutes(world: World, state: ApiChannel): Hono {
  const app = new Hono();
  app.post("/api-channel/callback", async (c) => {
    const body = await c.req.text();
    const headers = Object.fromEntries(c.req.raw.headers);
    const webhookId = headers["webhook-id"] ?? null;
    const request: ReceivedRequest = {
      at: Date.now(),
      webhookId,
      signature: checkSignature(state, body, headers),
      repeated: state.requests.some(
        (before) => before.webhookId === webhookId && isAccepted(before.status),
      ),
      body,
      status: null,
    };
    noteRequest(state, request);
    world.bus.emit({ type: "api-channel" });
    const answer = await answerOf(world, state, request);
    request.status = answer.status;
    world.bus.emit({ type: "api-channel" });
    return c.json(answer.body, answer.status);
  });
  return app;
}

type Given = { status: 200 | 401 | 422 | 503; body: Record<string, unknown> };

async function answerOf(
  world: World,
  state: ApiChannel,
  request: ReceivedRequest,
): Promise<Given> {
  const { kind, detail, delayMs } = state.answer;
  if (request.signature !== "good")
    return { status: 401, body: { detail: "The signature does not fit." } };
  switch (kind) {
    case "refuse":
      return { status: 422, body: { detail: detail || "Refused." } };
    case "fail":
      return { status: 503, body: { detail: "Not now." } };
    case "silent":
      await new Promise<void>((stopped) => {
        world.timers.stopping.addEventListener("abort", () => stopped());
      });
      return { status: 503, body: {} };
    case "slow":
      await world.timers.wait(delayMs);
      return accept(state, request);
    case "accept":
      return accept(state, request);
  }
}

function accept(state: ApiChannel, { body, repeated }: ReceivedRequest): Given {
  const message = messageSchema.safeParse(JSON.parse(body));
  // A ping, or what a newer version sends.
  if (!message.success) return { status: 200, body: {} };
  const {
    id,
    customer: { id: customerId },
    ...content
  } = message.data;
  const customer = state.customers.get(customerId);
  if (!customer)
    return { status: 422, body: { detail: "There is no such customer." } };
  if (!repeated) {
    const { text, attachments, replyTo } = content;
    addMessage(customer, { id, from: "team", text, attachments, replyTo });
  }
  return { status: 200, body: { externalId: id } };
}

function checkSignature(
  { connection }: ApiChannel,
  body: string,
  headers: Record<string, string>,
): ReceivedRequest["signature"] {
  if (!connection) return "unknown";
  try {
    new Webhook(connection.signingSecret).verify(body, headers);
    return "good";
  } catch {
    return "bad";
  }
}

function isAccepted(status: number | null): boolean {
  return status !== null && status < 300;
}
