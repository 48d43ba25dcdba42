import { Hono } from "hono";
import { html } from "hono/html";
import type { World } from "../world/model.ts";
import { newCode } from "./tokens.ts";

/** The consent dialog: `/v26.0/dialog/oauth?client_id&redirect_uri&state`. In
 *  it one allows (a code comes back, good once) or refuses, as a page's
 *  administrator does on the real one. */
export function createDialog(world: World): Hono {
  const app = new Hono();
  app.get("/:version{v\\d+\\.\\d+}/dialog/oauth", (c) => {
    const {
      client_id: appId = "",
      redirect_uri: back = "",
      state,
    } = c.req.query();
    const simulated = world.apps.get(appId);
    if (!simulated) return c.text(`There is no app ${appId}.`, 400);
    if (!URL.canParse(back) || !/^https?:$/.test(new URL(back).protocol))
      return c.text("redirect_uri must be a web address.", 400);
    const to = (answer: Record<string, string>) => {
      const url = new URL(back);
      const all = state === undefined ? answer : { ...answer, state };
      for (const [name, value] of Object.entries(all))
        url.searchParams.set(name, value);
      return url.href;
    };
    const allow = to({ code: newCode(world, appId, back) });
    const refuse = to({
      error: "access_denied",
      error_code: "200",
      error_reason: "user_denied",
      error_description: "Permissions error",
    });
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta
              name="viewport"
              content="width=device-width, initial-scale=1"
            />
            <title>Connect to ${simulated.name}</title>
            <link rel="stylesheet" href="/page/base.css" />
          </head>
          <body style="display: grid; place-items: center; padding: 16px">
            <main
              class="dialog"
              style="display: grid; gap: 16px; text-align: center"
            >
              <h1 style="font-size: 20px; font-weight: 700">
                ${simulated.name} wants to manage your pages
              </h1>
              <p>
                ${[...world.pages.values()].map(({ name }) => name).join(" · ")}
              </p>
              <a
                class="button primary"
                style="text-decoration: none"
                href="${allow}"
                >Continue as Simulated Admin</a
              >
              <a
                class="button"
                style="text-decoration: none; color: inherit"
                href="${refuse}"
                >Cancel</a
              >
            </main>
          </body>
        </html>`,
    );
  });
  return app;
}
