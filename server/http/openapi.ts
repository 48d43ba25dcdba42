import { z } from "zod";
import * as shapes from "#contract/shapes.ts";
import type { RouteSpec } from "#server/http/endpoint.ts";
import { problemKinds, type ProblemCode } from "#server/http/problem.ts";

type Json = Record<string, unknown>;

/** Shapes that get a name of their own in the document; the rest stand where they are used. */
const namedShapes: Record<string, z.ZodType> = {
  Destination: shapes.destinationSchema,
  Channel: shapes.channelSchema,
  Label: shapes.labelSchema,
  Customer: shapes.customerSchema,
  Attachment: shapes.attachmentSchema,
  SendError: shapes.sendErrorSchema,
  Message: shapes.messageSchema,
  ReplyWindow: shapes.replyWindowSchema,
  Thread: shapes.threadSchema,
  Agent: shapes.agentSchema,
  Queue: shapes.queueSchema,
  RingGroup: shapes.ringGroupSchema,
  Department: shapes.departmentSchema,
  Problem: shapes.problemDetailsSchema,
};

const tags: Record<string, string> = {
  Me: "The caller: who they are and whether they are here.",
  Threads: "Conversations and what may be done with them.",
  Messages: "What is said in a thread, and files to say it with.",
  Offers: "Threads that ring, and transfers that ask.",
  Customers: "The people who write.",
  Channels: "Connected pages.",
  Routing: "Queues, ring groups and departments.",
  Agents: "The people who answer.",
  Leads: "Forms people filled in on Facebook.",
  Search: "Messages, customers and threads at once.",
  Administration: "Set-up and the record of changes.",
};

/** Problems every route may answer with. */
const commonProblems: ProblemCode[] = [
  "too_many_requests",
  "internal",
  "unavailable",
];

/**
 * The OpenAPI 3.1 document of these routes. Made from the schemas that
 * validate, by zod itself: its JSON Schema 2020-12 is what OpenAPI 3.1 speaks.
 */
export function openapiDocument(routes: RouteSpec[], publicUrl: string): Json {
  const components = createComponents();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    (paths[route.path] ??= {})[route.method] = operation(route, components);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Parley",
      version: "1",
      description:
        "Ids are opaque strings, times ISO 8601 in UTC. Lists take `limit` (at most 100) and `cursor` and answer `{items, nextCursor}`. Errors are `application/problem+json` (RFC 9457); their `code` is stable. Answers may gain fields.",
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ token: [] }, { session: [] }],
    tags: Object.entries(tags).map(([name, description]) => ({
      name,
      description,
    })),
    paths,
    components: {
      schemas: components.schemas(),
      securitySchemes: {
        token: { type: "http", scheme: "bearer" },
        session: {
          type: "apiKey",
          in: "cookie",
          name: "parley.session",
          description:
            "The console's cookie. What changes something must also come from the console's origin or carry the header X-Parley.",
        },
      },
    },
  };
}

type Components = {
  /** A schema for the document: a reference where the shape has a name. */
  add(name: string, schema: z.ZodType, io: "input" | "output"): Json;
  schemas(): Json;
};

function createComponents(): Components {
  // Defaults make an input's field optional and an answer's certain, so a
  // shape can differ by direction: one registry for each.
  const registries = {
    input: z.registry<{ id: string }>(),
    output: z.registry<{ id: string }>(),
  };
  for (const [id, schema] of Object.entries(namedShapes)) {
    registries.output.add(schema, { id });
  }
  registries.input.add(shapes.destinationSchema, { id: "Destination" });
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

function render(
  registry: z.core.$ZodRegistry<{ id: string }>,
  io: "input" | "output",
): Json {
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: reference,
    unrepresentable: "any",
    override({ jsonSchema }) {
      // More fields may be added to an answer.
      if (jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
      // Already said for the whole document.
      delete jsonSchema.$schema;
      delete jsonSchema.$id;
      delete jsonSchema.id;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _schema, $id: _id, ...rest } = schema as Json;
      return [name, rest];
    }),
  );
}

function operation(route: RouteSpec, components: Components): Json {
  const status = route.status ?? (route.answer ? 200 : 204);
  const name = route.name[0]?.toUpperCase() + route.name.slice(1);
  return {
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    parameters: [
      ...pathParameters(route.path),
      ...queryParameters(route.query),
    ],
    ...(route.public ? { security: [] } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: !route.bodyOptional,
            content: {
              "application/json": {
                schema: components.add(`${name}Request`, route.body, "input"),
              },
            },
          },
        }
      : {}),
    responses: {
      [status]: {
        description: route.answer ? "Done." : "Done; no content.",
        ...(route.answer
          ? {
              content: {
                "application/json": {
                  schema: components.add(
                    `${name}Answer`,
                    route.answer,
                    "output",
                  ),
                },
              },
            }
          : {}),
      },
      ...problemResponses(route),
    },
  };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, {
    io: "input",
    unrepresentable: "any",
  });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

function problemResponses(route: RouteSpec): Json {
  const codes = new Set<ProblemCode>([
    ...commonProblems,
    ...(route.problems ?? []),
  ]);
  if (!route.public) codes.add("not_signed_in").add("forbidden");
  if (route.path.includes("{")) codes.add("not_found");
  if (route.body || route.query) codes.add("invalid_input");
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problemKinds[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, found]) => [
      status,
      {
        description: `${found.map((code) => problemKinds[code].title).join("; ")} (${found.join(", ")})`,
        content: {
          "application/problem+json": {
            schema: { $ref: reference("Problem") },
          },
        },
      },
    ]),
  );
}

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}
