import { signatureHeaders } from "#server/channels/common/sign-webhook.ts";
import type { TeamChatTarget } from "#server/domain/notifications/team-chat-jobs.ts";
import type { TeamChatText } from "#server/domain/notifications/team-chat-words.ts";

/** LINE Notify ended in March 2025; the Messaging API pushes instead (developers.line.biz, read 2026-11). */
const LINE_PUSH_URL = "https://api.line.me/v2/bot/message/push";
const CARD_TYPE = "application/vnd.microsoft.card.adaptive";
const CARD_VERSION = "1.4";

export type TeamChatSending = {
  /** The same for each attempt. */
  id: string;
  at: Date;
  /** Names the alert for a program; null: a test. */
  alert: { id: string; kind: string; threadId: string | null } | null;
  text: TeamChatText;
};

/**
 * The request that a kind of chat expects. Text of others is never markup, and mentions nobody. Pure.
 * Slack: api.slack.com/messaging/webhooks · Teams: an Adaptive Card for a workflow's webhook · Discord: execute webhook
 * (all read 2026-11).
 */
export function teamChatRequest(
  { kind, url, secret, recipient }: TeamChatTarget,
  sending: TeamChatSending,
): { url: string; body: string; headers: Record<string, string> } {
  const { id, at, alert, text } = sending;
  const { title, lines, link } = text;
  const plain = [title, ...lines, link.url].join("\n");
  const post = (payload: object, headers: Record<string, string> = {}) => ({
    url: url ?? LINE_PUSH_URL,
    body: JSON.stringify(payload),
    headers,
  });
  switch (kind) {
    case "slack":
      return post({
        text: [
          `*${escapeSlack(title)}*`,
          ...lines.map(escapeSlack),
          `<${escapeSlack(link.url)}|${escapeSlack(link.label)}>`,
        ].join("\n"),
        unfurl_links: false,
      });
    case "teams":
      return post({
        type: "message",
        attachments: [{ contentType: CARD_TYPE, content: cardOf(text) }],
      });
    case "discord":
      return post({
        content: [`**${escapeMarkdown(title)}**`]
          .concat(lines.map(escapeMarkdown), `<${link.url}>`)
          .join("\n"),
        allowed_mentions: { parse: [] },
      });
    case "line":
      return post(
        { to: recipient, messages: [{ type: "text", text: plain }] },
        { authorization: `Bearer ${secret}`, "x-line-retry-key": id },
      );
    case "webhook": {
      const request = post({
        type: alert === null ? "test" : "alert",
        id: alert?.id ?? id,
        kind: alert?.kind ?? null,
        threadId: alert?.threadId ?? null,
        at: at.toISOString(),
        title,
        lines,
        url: link.url,
      });
      const { body } = request;
      const headers = signatureHeaders(secret ?? "", { id, at, body });
      return { ...request, headers };
    }
  }
}

function cardOf({ title, lines, link }: TeamChatText) {
  const block = (text: string, more: object = {}) => ({
    type: "TextBlock",
    text: escapeMarkdown(text),
    wrap: true,
    ...more,
  });
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: CARD_VERSION,
    body: [
      block(title, { weight: "Bolder" }),
      ...lines.map((line) => block(line)),
    ],
    actions: [{ type: "Action.OpenUrl", title: link.label, url: link.url }],
  };
}

function escapeSlack(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|>[\]()#]/g, "\\$&");
}
