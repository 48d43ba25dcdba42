import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { z } from "zod";
import { body, ControlError } from "../control/problem.ts";
import { cdnUrl } from "../world/attachments.ts";
import type { World } from "../world/model.ts";
import { post } from "./post.ts";
import {
  addCustomer,
  addMessage,
  type ApiChannel,
  type ApiCustomer,
  type ApiMessage,
} from "./state.ts";

const connectionSchema = z.object({
  inboundUrl: z.url(),
  token: z.string().trim().min(1),
  signingSecret: z.string().trim().startsWith("whsec_"),
});

const registerSchema = z.object({
  parleyUrl: z.url(),
  apiToken: z.string().trim().min(1),
  name: z.string().trim().min(1),
});

const answerSchema = z.object({
  kind: z.enum(["accept", "refuse", "fail", "slow", "silent"]).optional(),
  detail: z.string().max(300).optional(),
  delayMs: z.number().int().min(0).max(120_000).optional(),
});

const messageSchema = z.object({
  text: z.string().min(1).optional(),
  assetIds: z.array(z.string()).max(20).default([]),
  replyTo: z.string().optional(),
});

const eventSchema = z.object({
  type: z.enum(["delivered", "read", "edit", "unsend", "reaction"]),
  target: z.string(),
  text: z.string().min(1).optional(),
  emoji: z.string().nullable().optional(),
});

/** `/_sim/api-channel`: the other end of an API channel, and what its customers do. */
export function apiChannelRoutes(world: World, state: ApiChannel): Hono {
  const app = new Hono();
  const changed = () => world.bus.emit({ type: "api-channel" });
  const view = () => ({
    callbackUrl: `${world.baseUrl}/api-channel/callback`,
    inboundUrl: state.connection?.inboundUrl ?? null,
    answer: state.answer,
    customers: [...state.customers.values()],
    requests: state.requests,
  });

  app.get("/api-channel", (c) => c.json(view()));
  app.put("/api-channel", async (c) => {
    state.connection = await body(c, connectionSchema);
    changed();
    return c.json(view());
  });
  app.post("/api-channel/register", async (c) => {
    const { parleyUrl, apiToken, name } = await body(c, registerSchema);
    const { callbackUrl } = view();
    const answer = await post(`${parleyUrl}/api/v1/channels`, apiToken, {
      type: "api",
      name,
      callbackUrl,
    });
    state.connection = connectionSchema.parse(answer);
    changed();
    return c.json(view(), 201);
  });
  app.patch("/api-channel/answer", async (c) => {
    const { kind, detail, delayMs } = await body(c, answerSchema);
    state.answer = {
      kind: kind ?? state.answer.kind,
      detail: detail ?? state.answer.detail,
      delayMs: delayMs ?? state.answer.delayMs,
    };
    changed();
    return c.json(state.answer);
  });
  app.post("/api-channel/customers", async (c) => {
    const { name } = await body(
      c,
      z.object({ name: z.string().trim().min(1) }),
    );
    const customer = addCustomer(state, name);
    changed();
    return c.json(customer, 201);
  });
  app.post("/api-channel/customers/:id/messages", async (c) => {
    const customer = mustCustomer(state, c.req.param("id"));
    const { text, assetIds, replyTo } = await body(c, messageSchema);
    const attachments = assetIds.map((id) => {
      const asset = world.assets.get(id);
      if (!asset) throw new ControlError(404, "There is no such file.");
      const path = `assets/${id}/${encodeURIComponent(asset.name)}`;
      const { name, mimeType: type } = asset;
      return { name, type, url: cdnUrl(world, path) };
    });
    if (text === undefined && attachments.length === 0)
      throw new ControlError(422, "A message needs a text or a file.");
    const id = randomUUID();
    await send(customer, { type: "message", id, text, attachments, replyTo });
    const message = addMessage(customer, {
      id,
      from: "customer",
      text: text ?? null,
      attachments,
      replyTo: replyTo ?? null,
    });
    changed();
    return c.json(message, 201);
  });
  app.post("/api-channel/customers/:id/events", async (c) => {
    const customer = mustCustomer(state, c.req.param("id"));
    const event = await body(c, eventSchema);
    const message = customer.messages.find(({ id }) => id === event.target);
    if (!message) throw new ControlError(404, "There is no such message.");
    await send(customer, { id: randomUUID(), ...event });
    take(message, event);
    changed();
    return c.json(message);
  });

  async function send(customer: ApiCustomer, event: object): Promise<void> {
    const { connection } = state;
    if (!connection)
      throw new ControlError(409, "No API channel is connected.");
    const { id, name } = customer;
    const conversation = { customer: { id, name } };
    const at = new Date().toISOString();
    const events = [{ ...event, conversation, at }];
    await post(connection.inboundUrl, connection.token, { events });
  }
  return app;
}

function take(message: ApiMessage, event: z.infer<typeof eventSchema>): void {
  switch (event.type) {
    case "delivered":
    case "read":
      message.receipt = event.type;
      break;
    case "edit":
      message.text = event.text ?? message.text;
      message.edited = true;
      break;
    case "unsend":
      message.unsent = true;
      break;
    case "reaction":
      message.reaction = event.emoji ?? null;
      break;
  }
}

function mustCustomer(state: ApiChannel, id: string): ApiCustomer {
  const customer = state.customers.get(id);
  if (!customer) throw new ControlError(404, "There is no such customer.");
  return customer;
}
