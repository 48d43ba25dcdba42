import { Hono, type Context } from "hono";
import { html } from "hono/html";
import { PAGE_SCOPES } from "../world/create.ts";
import type { SimApp, World } from "../world/model.ts";
import { newCode } from "./tokens.ts";

const PATH = "/:version{v\\d+\\.\\d+}/dialog/oauth";

/** The parameters of the dialog, as the app asks for them. */
type Asked = {
  app: SimApp;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
  tokenKind: "user" | "system_user";
};

/**
 * The login dialog: `/v26.0/dialog/oauth?client_id&redirect_uri&state` with
 * `scope` or `config_id`. In it one ticks pages and permissions and allows (a
 * code comes back, good once) or refuses, as a page's admin does on the real one.
 */
export function createDialog(world: World): Hono {
  const app = new Hono();
  app.get(PATH, (c) => {
    const asked = readAsked(world, (name) => c.req.query(name));
    if (typeof asked === "string") return refusal(c, asked);
    return c.html(page(world, asked, new URL(c.req.url).search));
  });
  app.post(PATH, async (c) => {
    const asked = readAsked(world, (name) => c.req.query(name));
    if (typeof asked === "string") return refusal(c, asked);
    const form = await c.req.formData();
    const ticked = (name: string) => form.getAll(name).map(String);
    if (form.get("answer") !== "allow") return c.redirect(back(asked, DENIED));
    const { app: simulated, redirectUri, tokenKind, scopes } = asked;
    const code = newCode(world, {
      appId: simulated.id,
      redirectUri,
      tokenKind,
      scopes: scopes.filter((scope) => ticked("scope").includes(scope)),
      pageIds: [...world.pages.keys()].filter((id) =>
        ticked("page").includes(id),
      ),
    });
    return c.redirect(back(asked, { code }));
  });
  return app;
}

const DENIED = {
  error: "access_denied",
  error_code: "200",
  error_reason: "user_denied",
  error_description: "Permissions error",
};

function back(
  { redirectUri, state }: Asked,
  answer: Record<string, string>,
): string {
  const url = new URL(redirectUri);
  const all = state === undefined ? answer : { ...answer, state };
  for (const [name, value] of Object.entries(all))
    url.searchParams.set(name, value);
  return url.href;
}

/** A text: why there is no dialog, as Meta shows it on a page of its own. */
function readAsked(
  world: World,
  query: (name: string) => string | undefined,
): Asked | string {
  const appId = query("client_id") ?? "";
  const app = world.apps.get(appId);
  if (!app) return `Invalid App ID: there is no app ${appId}.`;
  const redirectUri = query("redirect_uri") ?? "";
  if (
    !URL.canParse(redirectUri) ||
    !/^https?:$/.test(new URL(redirectUri).protocol)
  )
    return "URL blocked: redirect_uri must be a web address.";
  const configId = query("config_id");
  const tokenKind =
    configId === undefined ? "user" : app.loginConfigs.get(configId);
  if (tokenKind === undefined)
    return `Feature unavailable: the app has no login configuration ${configId ?? ""}.`;
  const scopes =
    configId === undefined
      ? (query("scope") ?? "").split(/[\s,]+/).filter(Boolean)
      : PAGE_SCOPES;
  return { app, redirectUri, state: query("state"), scopes, tokenKind };
}

function refusal(c: Context, why: string): Response {
  return c.text(why, 400);
}

function page(world: World, { app, scopes, tokenKind }: Asked, search: string) {
  const row = (name: string, value: string, label: string) =>
    html`<label class="dialog-row"
      ><input type="checkbox" name="${name}" value="${value}" checked />
      ${label}</label
    >`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Connect to ${app.name}</title>
        <link rel="stylesheet" href="/page/base.css" />
        <link rel="stylesheet" href="/page/login-dialog.css" />
      </head>
      <body class="login-dialog">
        <main class="dialog">
          <h1>${app.name} wants to manage your pages</h1>
          <p>
            ${
              tokenKind === "user"
                ? "You continue as Simulated Admin."
                : "A system user of your business connects the pages."
            }
          </p>
          <form method="post" action="${search}">
            <fieldset>
              <legend>Pages</legend>
              ${[...world.pages.values()].map(({ id, name }) => row("page", id, name))}
            </fieldset>
            <fieldset>
              <legend>Permissions</legend>
              ${scopes.map((scope) => row("scope", scope, scope))}
            </fieldset>
            <button class="button primary wide" name="answer" value="allow">
              ${
                tokenKind === "user"
                  ? "Continue as Simulated Admin"
                  : "Continue as the business"
              }
            </button>
            <button class="button wide" name="answer" value="cancel">
              Cancel
            </button>
          </form>
        </main>
      </body>
    </html>`;
}
