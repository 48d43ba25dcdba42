import { curlExample } from "#server/http/openapi/docs-example.ts";
import { problemKinds } from "#server/http/edge/response/problem.ts";

type Json = Record<string, unknown>;

/**
 * The API's documentation as one page of plain HTML: no script, style or font
 * from elsewhere, so it reads the same without a network.
 */
export function docsPage(document: Json): string {
  const schemas = (document.components as { schemas: Record<string, Json> })
    .schemas;
  const operations = listOperations(document);
  const tags = (
    document.tags as { name: string; description: string }[]
  ).filter(({ name }) =>
    operations.some((operation) => operation.tag === name),
  );
  const info = document.info as { description: string };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Parley API</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav aria-label="Contents">
<p class="brand">Parley API</p>
<p><a href="/settings/tokens">Back to Parley</a></p>
${tags.map((tag) => navGroup(tag.name, operations)).join("")}
<ul class="reference"><li><a href="#schemas">Shapes</a></li><li><a href="#problems">Problems</a></li></ul>
</nav>
<main id="content">
<h1>Parley API</h1>
<p>${prose(info.description)}</p>
<p>The base path is <code>/api/v1</code>. Create a token under Settings, API tokens, or with <code>npm run --silent admin -- token create --email …</code>, and send it as <code>Authorization: Bearer …</code>. For generators and clients, use <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<p>The examples take the address of this installation from <code>$PARLEY</code> and the token from <code>$TOKEN</code>.</p>
${tags
  .map(
    (tag) => `<section aria-labelledby="tag-${slug(tag.name)}">
<h2 id="tag-${slug(tag.name)}">${escape(tag.name)}</h2>
<p>${escape(tag.description)}</p>
${operations
  .filter((operation) => operation.tag === tag.name)
  .map((operation) => operationArticle(operation, schemas))
  .join("")}
</section>`,
  )
  .join("")}
<section aria-labelledby="schemas"><h2 id="schemas">Shapes</h2>
${Object.entries(schemas)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(
    ([name, schema]) =>
      `<article><h3 id="shape-${name}">${name}</h3>${fieldTable(schema, name)}</article>`,
  )
  .join("")}
</section>
<section aria-labelledby="problems"><h2 id="problems">Problems</h2>
<div class="scroll" role="region" aria-label="Problems, a table" tabindex="0"><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead><tbody>
${Object.entries(problemKinds)
  .map(
    ([code, { status, title, detail }]) =>
      `<tr id="${code}"><th scope="row"><code>${code}</code></th><td>${status}</td><td>${escape(title)}. ${escape(detail)}</td></tr>`,
  )
  .join("")}
</tbody></table></div></section>
</main>
</body>
</html>`;
}

type Operation = {
  id: string;
  method: string;
  path: string;
  tag: string;
  operation: Json;
};

function listOperations(document: Json): Operation[] {
  return Object.entries(
    document.paths as Record<string, Record<string, Json>>,
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: String(operation.operationId),
      method: method.toUpperCase(),
      path,
      tag: String((operation.tags as string[])[0]),
      operation,
    })),
  );
}

function navGroup(tag: string, operations: Operation[]): string {
  return `<details><summary>${escape(tag)}</summary><ul>${operations
    .filter((operation) => operation.tag === tag)
    .map(
      ({ id, operation }) =>
        `<li><a href="#${id}">${escape(String(operation.summary))}</a></li>`,
    )
    .join("")}</ul></details>`;
}

function operationArticle(
  { id, method, path, operation }: Operation,
  schemas: Record<string, Json>,
): string {
  const parameters = operation.parameters as Json[];
  const body = contentSchema(
    operation.requestBody as Json | undefined,
    "application/json",
  );
  const responses = Object.entries(operation.responses as Record<string, Json>);
  return `<article aria-labelledby="${id}"><h3 id="${id}">${escape(String(operation.summary))}</h3>
<p class="route"><span class="method ${method.toLowerCase()}">${method}</span> <code>${escape(path)}</code></p>
${typeof operation.description === "string" ? `<p>${prose(operation.description)}</p>` : ""}
${parameters.length > 0 ? parameterList(parameters) : ""}
${body ? `<p>Body: ${typeText(body)}</p>` : ""}
<ul class="answers">${responses
    .map(([status, response]) => {
      const schema = contentSchema(response, "application/json");
      return `<li><code>${status}</code> ${schema ? typeText(schema) : escape(String(response.description))}</li>`;
    })
    .join("")}</ul>
<details class="example"><summary>Example</summary><pre>${escape(curlExample({ method, path, body }, schemas))}</pre></details></article>`;
}

function parameterList(parameters: Json[]): string {
  return `<ul>${parameters
    .map(
      (parameter) =>
        `<li><code>${escape(String(parameter.name))}</code> in ${escape(String(parameter.in))}: ${typeText(parameter.schema as Json)}</li>`,
    )
    .join("")}</ul>`;
}

function fieldTable(schema: Json, name: string): string {
  const properties = schema.properties as Record<string, Json> | undefined;
  if (!properties) return `<p>${typeText(schema)}</p>`;
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return `<div class="scroll" role="region" aria-label="Fields of ${name}" tabindex="0"><table><thead><tr><th scope="col">Field</th><th scope="col">Type</th></tr></thead><tbody>${Object.entries(
    properties,
  )
    .map(
      ([field, value]) =>
        `<tr><th scope="row"><code>${escape(field)}${required.has(field) ? "" : "?"}</code></th><td>${typeText(value)}</td></tr>`,
    )
    .join("")}</tbody></table></div>`;
}

/** A schema in one line: names link to their shape. */
function typeText(schema: Json): string {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.split("/").at(-1) ?? "";
    return `<a href="#shape-${escape(name)}">${escape(name)}</a>`;
  }
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choices) return choices.map(typeText).join(" | ");
  if (Array.isArray(schema.enum))
    return schema.enum
      .map((item) => `<code>${escape(JSON.stringify(item))}</code>`)
      .join(" | ");
  if ("const" in schema)
    return `<code>${escape(JSON.stringify(schema.const))}</code>`;
  if (schema.type === "array")
    return `list of ${typeText((schema.items as Json | undefined) ?? {})}`;
  if (schema.properties) {
    const fields = Object.entries(schema.properties as Record<string, Json>);
    return `{ ${fields.map(([name, value]) => `${escape(name)}: ${typeText(value)}`).join(", ")} }`;
  }
  const limits = [
    "format",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "maxItems",
    "pattern",
    "default",
  ]
    .filter((key) => schema[key] !== undefined && !isNoise(schema[key]))
    .map((key) => `${key} ${String(schema[key])}`);
  return escape([typeName(schema.type), ...limits].join(", "));
}

function typeName(type: unknown): string {
  return typeof type === "string" ? type : "anything";
}

// Long patterns and the bounds of JavaScript's numbers do not help a reader.
function isNoise(value: unknown): boolean {
  return (
    String(value).length > 40 ||
    Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER
  );
}

function contentSchema(part: Json | undefined, type: string): Json | null {
  const content = part?.content as Record<string, { schema: Json }> | undefined;
  return content?.[type]?.schema ?? null;
}

function prose(text: string): string {
  return escape(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

function slug(text: string): string {
  return text.toLowerCase().replace(/\W+/g, "-");
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c1f26;--soft:#545b69;--line:#dfe2e8;--paper:#fff;--shade:#f6f7f9;--link:#1f4fd6;--get:#17633a;--post:#1f4fd6;--patch:#7a4a00;--delete:#a8201a}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaee;--soft:#a4acbb;--line:#31353e;--paper:#14161a;--shade:#1c1f25;--link:#9db8ff;--get:#7fd6a3;--post:#9db8ff;--patch:#f0bd6a;--delete:#ff9a94}}
*{box-sizing:border-box}html{scroll-behavior:smooth;scroll-padding-top:1rem}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;font:15px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--ink);background:var(--paper);display:grid;grid-template-columns:16rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem 1rem;border-right:1px solid var(--line);background:var(--shade);font-size:13px}
nav ul{list-style:none;margin:0;padding:0}nav li a{display:block;padding:.15rem 0}
.brand{font-weight:650;font-size:15px;margin:0 0 1rem}nav summary{cursor:pointer;padding:.25rem 0;font-weight:600}nav details ul{padding-left:.9rem}.reference{margin-top:.75rem}
main{max-width:60rem;padding:2rem clamp(1rem,4vw,3rem) 6rem}
h1{font-size:1.7rem;margin:0 0 .5rem}h2{margin:3rem 0 .25rem;font-size:1.25rem}h3{margin:0 0 .25rem;font-size:1rem}
article{border-top:1px solid var(--line);padding:1.25rem 0 .5rem}.route{margin:.25rem 0}.method{font-weight:700;font-size:13px}.get{color:var(--get)}.post,.put{color:var(--post)}.patch{color:var(--patch)}.delete{color:var(--delete)}
.example{font-size:14px;margin:.5rem 0}.example summary{cursor:pointer;color:var(--soft)}pre{background:var(--shade);border:1px solid var(--line);border-radius:6px;padding:.75rem;margin:.5rem 0;white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
code{font:13px/1.4 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}a{color:var(--link)}nav a{text-decoration:none}a:hover{text-decoration:underline}
.answers{color:var(--soft);font-size:14px}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);font-weight:400}thead th{color:var(--soft)}
.skip{position:absolute;left:-999px}.skip:focus{left:1rem;top:1rem;background:var(--paper);padding:.5rem}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media(max-width:760px){body{display:block}nav{position:static;height:auto;border-right:0;border-bottom:1px solid var(--line)}nav summary,nav li a{padding:.5rem 0}}
`;
