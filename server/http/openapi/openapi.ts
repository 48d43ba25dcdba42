import type { z } from "zod";
import { actionOf } from "#contract/people/actions.ts";
import type { RouteSpec } from "#server/http/edge/endpoint.ts";
import {
  createComponents,
  plainSchema,
  reference,
  type Components,
  type Json,
} from "./openapi-schemas.ts";
import {
  problemKinds,
  type ProblemCode,
} from "#server/http/edge/response/problem.ts";

const tags: Record<string, string> = {
  Me: "Your profile, status, and sessions.",
  Threads: "Conversations and the actions on them.",
  Messages: "Messages, notes, and files in a thread.",
  Notifications: "What you should hear of, and how.",
  Offers: "Incoming threads and transfer requests.",
  Customers: "People who write to your pages.",
  Labels: "Labels for customers and threads.",
  Channels: "Connected pages.",
  Routing: "Queues, ring groups, and departments.",
  Supervision: "The live board, its actions, and routing tests.",
  Reports: "Figures of a period, and the conversations behind them.",
  Agents: "People with access.",
  Leads: "Lead forms filled out on Facebook.",
  Views: "Filters of the inbox that agents keep, with the number of threads.",
  "Canned replies": "Texts that agents keep for their replies.",
  Macros: "Lists of steps that agents run on threads.",
  "App review": "The kit for Meta’s app review of a page.",
  Search: "Search across messages, customers, and threads.",
  Administration: "Setup and the audit log.",
};

/** Problems that every route may return. */
const commonProblems: ProblemCode[] = [
  "too_many_requests",
  "internal",
  "unavailable",
];

/**
 * The OpenAPI 3.1 document of these routes. zod itself makes it from the
 * schemas that validate: its JSON Schema 2020-12 is what OpenAPI 3.1 uses.
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
        "IDs are opaque strings. Times are ISO 8601 in UTC. Lists accept `limit` (up to 100) and `cursor` and return `{items, nextCursor}`. Errors are `application/problem+json` (RFC 9457) with a stable `code`. Responses may gain fields. Requests with unknown fields are rejected (422). In texts, NUL is removed and lone surrogates are replaced. Lengths are counted in code points.",
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
            "The console’s session cookie. Requests that change data must also come from the console’s origin or include the X-Parley header.",
        },
      },
    },
  };
}

function operation(route: RouteSpec, components: Components): Json {
  const status = route.status ?? (route.answer ? 200 : 204);
  const name = route.name[0]?.toUpperCase() + route.name.slice(1);
  const action = actionOf(`${route.method.toUpperCase()} ${route.path}`);
  return {
    // The row of the table of rights, GET /access/policy.
    ...(action === null ? {} : { "x-policy": action }),
    operationId: route.name,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    parameters: [
      ...pathParameters(route.path),
      ...queryParameters(route.query),
    ],
    ...(route.public ? { security: [] } : {}),
    ...requestBody(route, `${name}Request`, components),
    responses: {
      [status]: {
        description:
          route.answer || route.file ? "Success." : "Success, no content.",
        ...answerContent(route, `${name}Answer`, components),
      },
      ...problemResponses(route),
    },
  };
}

function requestBody(
  route: RouteSpec,
  name: string,
  components: Components,
): Json {
  if (route.file === "upload") {
    const schema = {
      type: "object",
      properties: {
        file: { type: "string", contentMediaType: "application/octet-stream" },
      },
      required: ["file"],
    };
    return {
      requestBody: {
        required: true,
        content: { "multipart/form-data": { schema } },
      },
    };
  }
  if (!route.body) return {};
  const schema = components.add(name, route.body, "input");
  return {
    requestBody: {
      required: !route.bodyOptional,
      content: { "application/json": { schema } },
    },
  };
}

function answerContent(
  route: RouteSpec,
  name: string,
  components: Components,
): Json {
  if (route.file === "download") return { content: { "*/*": { schema: {} } } };
  if (!route.answer) return {};
  const schema = components.add(name, route.answer, "output");
  return { content: { "application/json": { schema } } };
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
  const { properties = {}, required = [] } = plainSchema(query);
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
