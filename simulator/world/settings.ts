import { z } from "zod";

const ms = z.number().int().min(0);

/** The behaviour of this Meta when nothing is wrong. Times in milliseconds. */
export const settingsSchema = z.object({
  /** Meta's documented deadline for a webhook answer. */
  webhookTimeoutMs: ms,
  /** Delay before each retry; the last one repeats until `disableAfterMs`. */
  retryDelaysMs: z.array(ms).min(1),
  /** A page whose webhooks fail this long loses its subscription. */
  disableAfterMs: ms,
  echoDelayMs: ms,
  deliveryDelayMs: ms,
  /** Everybody reads what the page writes after this long; null: only who
   *  really looks. */
  autoReadMs: ms.nullable(),
  cdnLifetimeMs: ms,
  attachmentLifetimeMs: ms,
  textSendsPerSecond: z.number().int().min(1),
  mediaSendsPerSecond: z.number().int().min(1),
  conversationCallsPerSecond: z.number().int().min(1),
  profileCallsPerTenMinutes: z.number().int().min(1),
  /** 200 × engaged users on the real platform. */
  messengerCallsPerDay: z.number().int().min(1),
  /** The form of a sticker in `messages`: today's, the old one, or the
   *  doubled one of June to August 2026. */
  stickerShape: z.enum(["sticker", "image", "both"]),
});

export type Settings = z.infer<typeof settingsSchema>;

export function defaultSettings(): Settings {
  return {
    webhookTimeoutMs: 5_000,
    retryDelaysMs: [0, 1_000, 2_000, 5_000, 15_000, 60_000, 300_000],
    disableAfterMs: 3_600_000,
    echoDelayMs: 80,
    deliveryDelayMs: 300,
    autoReadMs: null,
    cdnLifetimeMs: 7 * 86_400_000,
    attachmentLifetimeMs: 90 * 86_400_000,
    textSendsPerSecond: 300,
    mediaSendsPerSecond: 10,
    conversationCallsPerSecond: 2,
    profileCallsPerTenMinutes: 10,
    messengerCallsPerDay: 200_000,
    stickerShape: "sticker",
  };
}
