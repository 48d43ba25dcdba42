import type { SimApp, SimChat, World } from "../world/model.ts";
import { currentOwner } from "../world/world.ts";
import { createOutbox, type Outbox } from "./outbox.ts";

const outboxes = new WeakMap<World, Outbox>();

export function outboxOf(world: World): Outbox {
  const known = outboxes.get(world);
  if (known) return known;
  const made = createOutbox(world);
  outboxes.set(world, made);
  return made;
}

export type PageEvent = {
  pageId: string;
  /** The subscription an app must have to be told. */
  field: string;
  item: Record<string, unknown>;
  chat?: SimChat | undefined;
  mid?: string | undefined;
  /** `changes` for leadgen and feed; otherwise messaging (or standby). */
  kind?: "messaging" | "changes" | undefined;
  /** Tell this app alone, whoever owns the thread. */
  onlyAppId?: string | undefined;
};

/** Tells every app that is installed on the page and has the field on both
 *  levels. An app that does not own the thread hears it on `standby`, where
 *  postbacks lose their payload. Settles after the first attempts. */
export async function publish(world: World, event: PageEvent): Promise<void> {
  const page = world.pages.get(event.pageId);
  if (!page || world.faults.dropWebhooks || page.webhooks === "dropped") return;
  const owner = event.chat ? currentOwner(event.chat, Date.now()) : null;
  const told: Promise<void>[] = [];
  for (const [appId, pageFields] of page.installs) {
    const app = world.apps.get(appId);
    if (!app?.callbackUrl) continue;
    if (event.onlyAppId !== undefined && event.onlyAppId !== appId) continue;
    if (!reaches(world, app, event.chat)) continue;
    const wants = (field: string) =>
      pageFields.includes(field) && app.fields.includes(field);
    const isStandby =
      event.kind !== "changes" &&
      event.onlyAppId === undefined &&
      owner !== null &&
      owner !== appId;
    if (!wants(isStandby ? "standby" : event.field)) continue;
    told.push(
      outboxOf(world).push({
        app,
        pageId: event.pageId,
        kind: isStandby ? "standby" : (event.kind ?? "messaging"),
        item: isStandby ? forStandby(event.item) : event.item,
        lane: `${event.pageId}:${event.chat?.psid ?? ""}`,
        mid: event.mid ?? null,
      }),
    );
  }
  await Promise.all(told);
}

function forStandby(item: Record<string, unknown>): Record<string, unknown> {
  const postback = item["postback"];
  if (typeof postback !== "object" || postback === null) return item;
  const { payload: _hidden, ...visible } = postback as Record<string, unknown>;
  return { ...item, postback: visible };
}

/** In development an app is told only of people with a role on it. */
export function reaches(
  world: World,
  { mode }: SimApp,
  chat: SimChat | undefined,
): boolean {
  if (mode === "live" || chat === undefined) return true;
  return world.people.get(chat.personId)?.hasAppRole ?? false;
}
