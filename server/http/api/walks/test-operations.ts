import type { Place } from "#server/pipeline/test-hostile-text.ts";

/** The parts of an operation of the API document that a test needs. */
export type Operation = {
  name: string;
  method: string;
  path: string;
  /** A request with what is required alone; null: none has a body. */
  body: unknown;
  /** The objects that can be in the body, itself among them, each with the smallest body that has it. */
  objects: { place: Place; value: unknown }[];
  /** The required members of the query. */
  query: Record<string, string>;
  /** A request for each text and number that can be in it. */
  samples: Sample[];
};

export type Sample = {
  in: "body" | "query";
  kind: "text" | "number";
  /** The smallest request that has the field. */
  value: unknown;
  place: Place;
};

type Schema = {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  minimum?: number;
};

type Document = {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
};

type Described = {
  operationId: string;
  parameters?: {
    name: string;
    in: string;
    required?: boolean;
    schema: Schema;
  }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};

/** A text or number somewhere in a schema, or an object (kind "object"), with the smallest value that has it. */
type Leaf = {
  kind: "text" | "number" | "object";
  place: Place;
  value: unknown;
};

/**
 * The operations of the document. `sampleOf` gives values for fields by name,
 * where not any text will do; undefined: it has none.
 */
export function operationsOf(
  document: unknown,
  sampleOf: (name: string) => unknown,
): Operation[] {
  const { paths, components } = document as Document;

  const resolve = (schema: Schema): Schema =>
    schema.$ref
      ? resolve(components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {})
      : schema;

  /** The smallest value that a schema accepts. */
  function smallest(given: Schema, name = ""): unknown {
    const known = sampleOf(name);
    if (known !== undefined) return known;
    const schema = resolve(given);
    if ("const" in schema) return schema.const;
    if (schema.enum) return schema.enum[0];
    const options = schema.anyOf ?? schema.oneOf ?? schema.allOf;
    if (options?.[0]) return smallest(options[0], name);
    switch (schema.type) {
      case "object":
        return Object.fromEntries(
          (schema.required ?? []).map((member) => [
            member,
            smallest(schema.properties?.[member] ?? {}, member),
          ]),
        );
      case "array":
        return [];
      case "number":
      case "integer":
        return schema.minimum ?? 1;
      case "boolean":
        return true;
      case "null":
        return null;
      default:
        return "text";
    }
  }

  function* leaves(given: Schema, name: string): Generator<Leaf> {
    const schema = resolve(given);
    if (schema.enum || "const" in schema) return;
    for (const option of schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [])
      yield* leaves(option, name);
    if (schema.type === "string" || isAnything(schema))
      yield { kind: "text", place: [], value: "text" };
    if (schema.type === "number" || schema.type === "integer")
      yield { kind: "number", place: [], value: 1 };
    if (schema.type === "array" && schema.items)
      for (const leaf of leaves(schema.items, name)) yield within(leaf, 0, []);
    if (schema.type === "object") yield* ofObject(schema);
  }

  function* ofObject(schema: Schema): Generator<Leaf> {
    const base = smallest(schema);
    if (schema.properties) yield { kind: "object", place: [], value: base };
    for (const [member, inner] of Object.entries(schema.properties ?? {}))
      for (const leaf of leaves(inner, member))
        yield within(leaf, member, base);
    const { additionalProperties } = schema;
    if (typeof additionalProperties === "object")
      for (const leaf of leaves(additionalProperties, "*"))
        yield within(leaf, "*", {});
  }

  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]): Operation => {
      const schema = described.requestBody?.content["application/json"]?.schema;
      const found = schema ? [...leaves(schema, "")] : [];
      return {
        name: described.operationId,
        method,
        path,
        body: schema ? smallest(schema) : null,
        objects: found
          .filter(({ kind }) => kind === "object")
          .map(({ place, value }) => ({ place, value })),
        query: Object.fromEntries(
          (described.parameters ?? [])
            .filter(
              (parameter) => parameter.in === "query" && parameter.required,
            )
            .map(({ name, schema }) => [name, String(smallest(schema, name))]),
        ),
        samples: [
          ...found.flatMap(({ kind, place, value }): Sample[] =>
            kind === "object" ? [] : [{ in: "body", kind, place, value }],
          ),
          ...(described.parameters ?? [])
            .filter((parameter) => parameter.in === "query")
            .map(({ name }): Sample => ({
              in: "query",
              kind: "text",
              place: [name],
              value: null,
            })),
        ],
      };
    }),
  );
}

function isAnything(schema: Schema): boolean {
  return !schema.type && !schema.anyOf && !schema.oneOf && !schema.allOf;
}

/** The leaf one level further in: its value becomes a member of a copy of the holder. */
function within(leaf: Leaf, name: string | number, holder: unknown): Leaf {
  const value = Array.isArray(holder)
    ? [leaf.value]
    : { ...(holder as object), [name]: leaf.value };
  return { kind: leaf.kind, place: [name, ...leaf.place], value };
}
