import { ADMIN_ID } from "../graph/profiles.ts";
import type { SimApp, SimPage, World } from "../world/model.ts";
import { encodeAscii } from "./encode.ts";
import { outboxOf } from "./publish.ts";

/** The permissions of the app's tokens for the page, before and now. */
export type ScopeChange = { app: SimApp; before: string[]; after: string[] };

/**
 * Tells the app which permissions a person has granted or taken away, in a
 * delivery of the object `permissions`: one entry about the person, and one
 * change per permission with the page in `target_ids`.
 */
export function tellPermissions(
  world: World,
  page: SimPage,
  { app, before, after }: ScopeChange,
): void {
  if (!app.tellsPermissions || app.callbackUrl === null) return;
  if (world.faults.dropWebhooks || page.webhooks === "dropped") return;
  const change = (verb: "granted" | "revoked") => (field: string) => ({
    field,
    value: { verb, target_ids: [page.id] },
  });
  const changes = [
    ...before.filter((one) => !after.includes(one)).map(change("revoked")),
    ...after.filter((one) => !before.includes(one)).map(change("granted")),
  ];
  if (changes.length === 0) return;
  const time = Math.floor(Date.now() / 1000);
  const entry = [{ id: ADMIN_ID, uid: ADMIN_ID, time, changes }];
  const body = encodeAscii({ object: "permissions", entry });
  void outboxOf(world).pushRaw(app, body, [page.id]);
}
