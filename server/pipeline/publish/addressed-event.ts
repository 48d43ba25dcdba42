import type { LiveEventName, LiveEvents } from "#contract/live/live-events.ts";
import type { SettingsWhat } from "#contract/live/settings-what.ts";
import type { DraftKind } from "#contract/threads/draft.ts";
import type { OfferEnd } from "#contract/routing/offer-end.ts";
import type { VisibilitySnapshot } from "#server/domain/outbox/announcements.ts";

/** An announcement as it is stored; see domain/outbox/announcements. */
export type Row = {
  id: bigint;
  kind: LiveEventName | "synthetic.applied";
  threadId: string | null;
  messageId: string | null;
  payload: {
    before?: VisibilitySnapshot;
    agentId?: string | null;
    agentIds?: string[];
    reason?: OfferEnd;
    offerIds?: string[];
    byId?: string | null;
    alertId?: string;
    notificationId?: string;
    notificationIds?: string[];
    channelId?: string;
    leadId?: string;
    customerId?: string;
    what?: SettingsWhat;
    draft?: DraftKind;
    token?: string;
    trace?: string;
  };
};

/** A live event and the agents who may see its content. */
export type AddressedEvent = {
  [Name in LiveEventName]: {
    event: Name;
    payload: LiveEvents[Name];
    agentIds: string[];
    /** The trace that its showing belongs to; see runtime/telemetry/traced.ts. */
    trace?: string;
  };
}[LiveEventName];

/** The ids of these agents. */
export function agentsOf(viewers: { agentId: string }[]): string[] {
  return viewers.map(({ agentId }) => agentId);
}
