import { z } from "zod";

/** Everything that can be made to go wrong. Each is off until switched on. */
export const faultsSchema = z.object({
  /** Added before every Graph answer, ms. */
  graphLatencyMs: z.number().int().min(0).max(600_000),
  /** Every Graph call: socket reset, or HTTP 500 with code 1 or 2. */
  graphDown: z.enum(["off", "reset", "500"]),
  /** `POST …/messages` with a message: `before` – accepts nothing and never
   *  answers; `after` – the customer gets it, the answer never comes;
   *  `reset-after` – the customer gets it, then the socket is cut. */
  sendTimeout: z.enum(["off", "before", "after", "reset-after"]),
  /** `sendTimeout` for this many sends only; null: until switched off. */
  sendTimeoutCount: z.number().int().min(0).nullable(),
  /** The next `count` sends of a message are refused with this error. */
  failSends: z
    .object({
      count: z.number().int().min(1),
      code: z.number().int(),
      subcode: z.number().int().nullable().default(null),
      status: z.number().int().min(400).max(599).default(400),
      message: z.string().default("Simulated failure."),
      transient: z.boolean().default(false),
    })
    .nullable(),
  /** Every page token answers 190 with this subcode (0: none). */
  deadToken: z.number().int().nullable(),
  /** Every page call is refused with this rate-limit code. */
  rateLimited: z.enum(["off", "4", "613", "80006"]),
  /** `estimated_time_to_regain_access` while limited, minutes. */
  rateLimitedMinutes: z.number().int().min(0),
  /** The echo is delivered and answered before the Send API responds. */
  echoFirst: z.boolean(),
  /** No echo is ever sent. */
  dropEchoes: z.boolean(),
  /** Delivery receipts come without `mids`. */
  dropMids: z.boolean(),
  duplicateDeliveries: z.boolean(),
  /** Events of 400 ms are held back and delivered in reverse. */
  reorderDeliveries: z.boolean(),
  wrongSignature: z.boolean(),
  /** Only the old SHA-1 header is sent. */
  missingSignature: z.boolean(),
  /** Bodies carry raw UTF-8 instead of \uXXXX and \/. */
  literalUtf8: z.boolean(),
  webhooksPaused: z.boolean(),
  /** No webhook is ever sent; only the conversations tell what happened meanwhile. */
  dropWebhooks: z.boolean(),
  /** Events of this many ms share one POST (of up to 1000); 0: one each. */
  batchMs: z.number().int().min(0).max(60_000),
  /** Profile calls: `no-profile` 100/2018218, `permission` 2018247,
   *  `empty` {} as without advanced access. */
  profileRefused: z.enum(["off", "no-profile", "permission", "empty"]),
  /** Every CDN link answers 403 "URL signature expired". */
  cdnExpired: z.boolean(),
  /** The code that a blocked person gives: 551/1545041, or 200/1545041. */
  blockedAs: z.enum(["551", "200"]),
});

export type Faults = z.infer<typeof faultsSchema>;

export function noFaults(): Faults {
  return {
    graphLatencyMs: 0,
    graphDown: "off",
    sendTimeout: "off",
    sendTimeoutCount: null,
    failSends: null,
    deadToken: null,
    rateLimited: "off",
    rateLimitedMinutes: 1,
    echoFirst: false,
    dropEchoes: false,
    dropMids: false,
    duplicateDeliveries: false,
    reorderDeliveries: false,
    wrongSignature: false,
    missingSignature: false,
    literalUtf8: false,
    webhooksPaused: false,
    dropWebhooks: false,
    batchMs: 0,
    profileRefused: "off",
    cdnExpired: false,
    blockedAs: "551",
  };
}
