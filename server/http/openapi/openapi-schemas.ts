import { z } from "zod";
import { offerSchema } from "#contract/threads/offer.ts";
import { routingSettingsSchema } from "#contract/routing/routing-settings.ts";
import { notificationSchema } from "#contract/notifications/notification.ts";
import { pushSubscriptionSchema } from "#contract/notifications/push.ts";
import { alertSchema } from "#contract/supervision/alert.ts";
import { boardSchema } from "#contract/supervision/board.ts";
import { holidayCalendarSchema } from "#contract/hours/holiday-calendar.ts";
import { transferTargetSchema } from "#contract/supervision/transfer-target.ts";
import { whatIfAnswerSchema } from "#contract/supervision/what-if.ts";
import { destinationSchema } from "#contract/routing/destination.ts";
import { channelSchema } from "#contract/channels/channel.ts";
import { labelSchema, labelRecordSchema } from "#contract/customers/label.ts";
import { customerSchema } from "#contract/customers/customer.ts";
import {
  attachmentSchema,
  sendErrorSchema,
  messageSchema,
} from "#contract/threads/message.ts";
import { replyWindowSchema, threadSchema } from "#contract/threads/thread.ts";
import { agentSchema } from "#contract/people/agent.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { ringGroupSchema } from "#contract/routing/ring-group.ts";
import { departmentSchema } from "#contract/people/department.ts";
import { problemDetailsSchema } from "#contract/base/problem.ts";

export type Json = Record<string, unknown>;

/** Shapes with a name of their own in the document. Others are written out where they are used. */
const namedShapes: Record<string, z.ZodType> = {
  Destination: destinationSchema,
  Channel: channelSchema,
  Label: labelSchema,
  LabelRecord: labelRecordSchema,
  Customer: customerSchema,
  Attachment: attachmentSchema,
  SendError: sendErrorSchema,
  Message: messageSchema,
  ReplyWindow: replyWindowSchema,
  Thread: threadSchema,
  Agent: agentSchema,
  Queue: queueSchema,
  RingGroup: ringGroupSchema,
  Department: departmentSchema,
  Offer: offerSchema,
  Alert: alertSchema,
  Notification: notificationSchema,
  PushSubscription: pushSubscriptionSchema,
  TransferTarget: transferTargetSchema,
  Board: boardSchema,
  WhatIf: whatIfAnswerSchema,
  HolidayCalendar: holidayCalendarSchema,
  RoutingSettings: routingSettingsSchema,
  Problem: problemDetailsSchema,
};

export type Components = {
  /** Returns a schema for the document: a reference if the shape has a name. */
  add(name: string, schema: z.ZodType, io: "input" | "output"): Json;
  schemas(): Json;
};

/** Collects the schemas that the document refers to. */
export function createComponents(): Components {
  // A default makes a field optional in a request and always present in a
  // response, so a shape can differ by direction: one registry for each.
  const registries = {
    input: z.registry<{ id: string }>(),
    output: z.registry<{ id: string }>(),
  };
  for (const [id, schema] of Object.entries(namedShapes)) {
    registries.output.add(schema, { id });
  }
  registries.input.add(destinationSchema, { id: "DestinationRequest" });
  return {
    add(name, schema, io) {
      const known = registries[io].get(schema)?.id;
      if (known === undefined) registries[io].add(schema, { id: name });
      return { $ref: reference(known ?? name) };
    },
    schemas: () => ({
      ...render(registries.input, "input"),
      ...render(registries.output, "output"),
    }),
  };
}

/** One schema on its own: a query, whose fields become parameters. */
export function plainSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: "input", ...rendering });
}

export function reference(id: string): string {
  return `#/components/schemas/${id}`;
}

function render(
  registry: z.core.$ZodRegistry<{ id: string }>,
  io: "input" | "output",
): Json {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: reference,
    ...rendering,
    override: (context) => {
      rendering.override(context);
      sayWhatElse(context, io);
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      // The document states both for all of its schemas.
      const { $schema: _schema, $id: _id, ...rest } = schema as Json;
      return [name, rest];
    }),
  );
}

type Rendered = {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
};

/** More fields may be added to a response; a request with an unknown field is refused. */
function sayWhatElse(
  { zodSchema, jsonSchema }: Rendered,
  io: "input" | "output",
): void {
  const { def } = zodSchema._zod;
  if (def.type !== "object" || def.catchall) return;
  if (io === "input") jsonSchema.additionalProperties = false;
  else delete jsonSchema.additionalProperties;
}

const rendering = {
  unrepresentable: "any",
  override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }) {
    // A format says the same as its pattern; and ids are opaque.
    if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    if (jsonSchema.format === "uuid") delete jsonSchema.format;
  },
} as const;
