import { setTimeout as passing } from "node:timers/promises";
import { z } from "zod";
import {
  confirmPasswordResetSchema,
  requestPasswordResetSchema,
} from "#contract/people/account-requests.ts";
import { AppError } from "#server/domain/app-error.ts";
import {
  confirmPasswordReset,
  requestPasswordReset,
} from "#server/domain/people/account/reset-password.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { requireTrustedOrigin } from "#server/http/edge/request/trusted-origin.ts";
import { createSharedCounter } from "#server/domain/access/sign-in/shared-counter.ts";

const WINDOW_SECONDS = 15 * 60;
const TRIES_PER_ADDRESS = 30;
const TRIES_PER_ADDRESS_AND_EMAIL = 5;
/** The answer takes this long, whether there is such an account or not. */
const ANSWER_MS = 300;

/** The way in for agents who have forgotten the password. */
export function passwordResetRoutes(api: Api): void {
  const { auth, context: shared } = api.host;
  const { publicUrl } = auth;
  const common = { tag: "Administration", public: true } as const;
  const counter = (name: string, points: number) =>
    createSharedCounter(shared.db, {
      name: `password_reset ${name}`,
      points,
      windowSeconds: WINDOW_SECONDS,
    });
  const byAddress = counter("address", TRIES_PER_ADDRESS);
  const byBoth = counter("address_what", TRIES_PER_ADDRESS_AND_EMAIL);
  const count = async (address: string, what: string) => {
    const retryAfterSeconds =
      (await byAddress.take(address)) ||
      (await byBoth.take(`${address} ${what}`));
    if (retryAfterSeconds > 0)
      throw new AppError("too_many_requests", { retryAfterSeconds });
  };

  endpoint(
    api,
    {
      ...common,
      method: "post",
      path: "/password-reset",
      name: "requestPasswordReset",
      summary: "Request a password reset",
      description:
        "The answer is the same whether there is such an account or not. The mailed link works once, for an hour.",
      body: requestPasswordResetSchema,
      answer: z.object({}),
      status: 202,
      problems: ["too_many_requests", "forged_request"],
    },
    async ({ context, body, call }) => {
      requireTrustedOrigin(call.req.raw, publicUrl);
      await count(call.get("address"), body.email);
      await Promise.all([
        passing(ANSWER_MS),
        requestPasswordReset(context, body.email),
      ]);
      return {};
    },
  );
  endpoint(
    api,
    {
      ...common,
      method: "post",
      path: "/password-reset/confirm",
      name: "confirmPasswordReset",
      summary: "Set a new password by a mailed link",
      description: "Ends all sessions of the agent. Doesn’t sign in.",
      body: confirmPasswordResetSchema,
      problems: ["not_found", "too_many_requests", "forged_request"],
    },
    async ({ context, body, call }) => {
      requireTrustedOrigin(call.req.raw, publicUrl);
      await count(call.get("address"), "confirm");
      await confirmPasswordReset(context, body);
      api.host.accessChanged();
    },
  );
}
