import { z } from "zod";
import {
  addressNameOf,
  kindOf,
  rulesOf,
  type ChannelKind,
} from "#contract/channels/rules/channel-rules.ts";
import { channelTextsSchema } from "#contract/text/channel-texts.ts";
import { readHours } from "#contract/hours/hours.ts";
import { routeRulesSchema } from "#contract/routing/route-rules.ts";
import type { Channel, ChannelName } from "#contract/channels/channel.ts";
import type { Prisma } from "#server/db/client.ts";
import {
  describeLights,
  lastingProblems,
  type StoredLights,
} from "#server/domain/channels/health/lights.ts";
import {
  describeProblems,
  healthOf,
  type StoredProblem,
} from "#server/domain/channels/health/problems.ts";
import { readOptions } from "#server/domain/channels/channel-options.ts";
import type { Context } from "#server/domain/context.ts";
import { toDestination } from "#server/domain/destinations/destination.ts";
import { sha256Hex } from "#server/runtime/crypto.ts";

/** The columns that `channelShape` needs. Token and secret are sealed; only their last characters are shown. */
export const channelSelect = {
  id: true,
  kind: true,
  name: true,
  accountId: true,
  credentialsSealed: true,
  options: true,
  enabled: true,
  health: true,
  problems: true,
  lights: true,
  departmentId: true,
  openType: true,
  openId: true,
  closedType: true,
  closedId: true,
  closedMessage: true,
  breakType: true,
  breakId: true,
  breakMessage: true,
  holidayType: true,
  holidayId: true,
  holidayMessage: true,
  hours: true,
  rules: true,
  texts: true,
  weight: true,
  agentLimit: true,
  reopenHours: true,
  humanAgent: true,
  pictureKey: true,
  checkedAt: true,
  lastEventAt: true,
  lastSentAt: true,
  createdAt: true,
  source: {
    select: {
      externalId: true,
      secretSealed: true,
      webhookKey: true,
      verifyTokenSealed: true,
      verifiedAt: true,
      lastDeliveryAt: true,
    },
  },
} as const satisfies Prisma.ChannelSelect;

export type ChannelRow = Prisma.ChannelGetPayload<{
  select: typeof channelSelect;
}>;

/** A channel as those who set it up see it: with the webhook address and verify token to copy into the Meta app. */
export function channelShape(
  { vault, config }: Pick<Context, "vault" | "config">,
  row: ChannelRow,
): Channel {
  const { source } = row;
  const kind = row.kind as ChannelKind; // written by us alone
  const options = readOptions(row.options);
  const { hasApps, declares } = kindOf(kind);
  const lights = describeLights(kind, row.lights as StoredLights, {
    verifiedAt: source.verifiedAt,
    lastDeliveryAt: source.lastDeliveryAt,
    lastEventAt: row.lastEventAt,
  });
  const stored = row.problems as StoredProblem[];
  const problems = lastingProblems(stored, lights);
  return {
    id: row.id,
    type: kind,
    name: row.name,
    accountId: row.accountId,
    pageId: hasApps ? row.accountId : null,
    appId: hasApps ? source.externalId : null,
    tokenLast4: hasApps ? last4(vault, row.credentialsSealed) : null,
    secretLast4: hasApps ? last4(vault, source.secretSealed) : null,
    callbackUrl: options.callbackUrl ?? null,
    capabilities: declares.length > 0 ? (options.capabilities ?? {}) : null,
    rules: rulesOf(kind, options.capabilities),
    enabled: row.enabled,
    health:
      problems.length === stored.length
        ? (row.health as Channel["health"])
        : healthOf(problems),
    problems: describeProblems(problems, kind),
    lights,
    webhookUrl: webhookUrlOf(config, kind, source.webhookKey),
    verifyToken:
      source.verifyTokenSealed === null
        ? ""
        : vault.open(source.verifyTokenSealed),
    departmentId: row.departmentId,
    route: {
      open: toDestination({ type: row.openType, id: row.openId }),
      closed: toDestination({ type: row.closedType, id: row.closedId }),
      closedMessage: row.closedMessage,
      break: toDestination({ type: row.breakType, id: row.breakId }),
      breakMessage: row.breakMessage,
      holiday: toDestination({ type: row.holidayType, id: row.holidayId }),
      holidayMessage: row.holidayMessage,
      hours: readHours(row.hours),
      rules: routeRulesSchema.safeParse(row.rules).data ?? [],
      texts: channelTextsSchema.safeParse(row.texts).data ?? {},
    },
    weight: row.weight,
    agentLimit: row.agentLimit,
    reopenHours: row.reopenHours,
    humanAgent: row.humanAgent,
    otherApps: otherAppsOf(config, row.lights as StoredLights),
    pictureUrl: channelPictureUrl(row.id, row.pictureKey),
    webhookVerifiedAt: source.verifiedAt?.toISOString() ?? null,
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    lastSentAt: row.lastSentAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The columns of `channelNameShape`. */
export const channelNameSelect = {
  id: true,
  kind: true,
  name: true,
  enabled: true,
  health: true,
  pictureKey: true,
  options: true,
  lights: true,
  hours: true,
} as const satisfies Prisma.ChannelSelect;

/** The part of a channel that every agent may know: its name, its state and the limits of a message. */
export function channelNameShape(
  { config }: Pick<Context, "config">,
  row: Prisma.ChannelGetPayload<{ select: typeof channelNameSelect }>,
): ChannelName {
  const kind = row.kind as ChannelKind; // written by us alone
  return {
    id: row.id,
    type: kind,
    name: row.name,
    enabled: row.enabled,
    health: row.health as ChannelName["health"],
    pictureUrl: channelPictureUrl(row.id, row.pictureKey),
    otherApps: otherAppsOf(config, row.lights as StoredLights),
    rules: rulesOf(kind, readOptions(row.options).capabilities),
    hours: readHours(row.hours),
  };
}

/** Names that were seen at the vendor; those of the settings take precedence. */
function otherAppsOf(
  { appNames = {} }: Pick<Context["config"], "appNames">,
  { fields }: StoredLights,
): Record<string, string> {
  const seen = namesSchema.safeParse(fields?.facts["otherApps"]).data;
  return { ...seen, ...appNames };
}

const namesSchema = z.record(z.string(), z.string());

/** Four characters of a shorter secret would give too much away. */
const MIN_SECRET_LENGTH = 16;

function last4(vault: Context["vault"], sealed: string): string | null {
  const secret = sealed === "" ? "" : vault.open(sealed);
  return secret.length < MIN_SECRET_LENGTH ? null : secret.slice(-4);
}

export function webhookUrlOf(
  { publicUrl }: Pick<Context["config"], "publicUrl">,
  kind: ChannelKind,
  key: string,
): string {
  return `${publicUrl}/webhooks/${addressNameOf(kind)}/${key}`;
}

/** The name of a page until it is given one, or the vendor has told its own. */
export function nameless(accountId: string): string {
  return `Page ${accountId}`;
}

/** The address changes with the picture, so that browsers may keep it for ever. */
export function channelPictureUrl(
  channelId: string,
  pictureKey: string | null,
): string | null {
  if (pictureKey === null) return null;
  const version = sha256Hex(pictureKey).slice(0, 12);
  return `/api/v1/channels/${channelId}/picture?v=${version}`;
}
