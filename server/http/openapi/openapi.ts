import type { z } from "zod";
import type { RouteSpec } from "#server/http/edge/endpoint.ts";
import {
  createComponents,
  plainSchema,
  reference,
  type Components,
  type Json,
} from "./openapi-schemas.ts";
import { problemKinds, type ProblemCode } from "#server/http/edge/problem.ts";

const tags: Record<string, string> = {
  Me: "The caller: who they are and whether they are here.",
  Threads: "Conversations and what may be done with them.",
  Messages: "What is said in a thread, and files to say it with.",
  Offers: "Threads that ring, and transfers that ask.",
  Customers: "The people who write.",
  Labels: "What customers and threads are marked with.",
  Channels: "Connected pages.",
  Routing: "Queues, ring groups and departments.",
  Supervision:
    "The live board, what is done from it, and what would happen if.",
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
        "Ids are opaque strings, times ISO 8601 in UTC. Lists take `limit` (at most 100) and `cursor` and answer `{items, nextCursor}`. Errors are `application/problem+json` (RFC 9457); their `code` is stable. Answers may gain fields; a request with a member that is not described is refused (422). Texts: NUL is left out and a lone surrogate replaced; lengths are counted in code points.",
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
    ...requestBody(route, `${name}Request`, components),
    responses: {
      [status]: {
        description: route.answer || route.file ? "Done." : "Done; no content.",
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
