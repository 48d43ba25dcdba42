import {
  confirmTotpSchema,
  recoveryCodesSchema,
  removeTotpSchema,
  startTotpSchema,
  totpSetupSchema,
} from "#contract/people/totp.ts";
import {
  securitySettingsSchema,
  updateSecuritySettingsSchema,
} from "#contract/people/security.ts";
import {
  confirmTotp,
  removeTotp,
  removeTotpOf,
  startTotp,
} from "#server/domain/access/sign-in/totp.ts";
import {
  requirePassword,
  requireRecentPassword,
} from "#server/domain/people/account/change-password.ts";
import {
  getSecuritySettings,
  updateSecuritySettings,
} from "#server/domain/settings/security.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { countingTries } from "./counting-tries.ts";

/** Two-step verification: one's own, another agent's, and which roles need it. */
export function totpRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag: "Me",
      path: "/me/totp",
      name: "startTotp",
      reviewers: "own",
      summary: "Start two-step verification",
      description:
        "Returns a new secret for your authenticator app. It takes effect when you confirm it with a code. A session older than ten minutes also requires your password.",
      body: startTotpSchema,
      bodyOptional: true,
      answer: totpSetupSchema,
      problems: ["wrong_state", "too_many_requests"],
    },
    async ({ context, actor, body: { password }, call }) => {
      const sessionId = call.get("sessionId");
      // The secret locks out whoever does not have it.
      if (sessionId !== undefined)
        await countingTries(api, actor, call, () =>
          requireRecentPassword(context, actor, { password, sessionId }),
        );
      return startTotp(context, actor);
    },
  );
  endpoint(
    api,
    {
      method: "post",
      tag: "Me",
      path: "/me/totp/confirm",
      name: "confirmTotp",
      reviewers: "own",
      summary: "Turn on two-step verification",
      description:
        "Requires a code from your authenticator app. The recovery codes are shown only once; each replaces the app once.",
      body: confirmTotpSchema,
      answer: recoveryCodesSchema,
      problems: ["wrong_state", "too_many_requests"],
    },
    ({ context, actor, body, call }) =>
      countingTries(api, actor, call, () =>
        confirmTotp(context, actor, body.code),
      ),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Me",
      path: "/me/totp",
      name: "removeTotp",
      reviewers: "own",
      summary: "Turn off two-step verification",
      description: "Requires your password.",
      body: removeTotpSchema,
      problems: ["too_many_requests"],
    },
    ({ context, actor, body, call }) =>
      countingTries(api, actor, call, async () => {
        await requirePassword(context, actor, "password", body.password);
        await removeTotp(context, actor);
      }),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag: "Agents",
      path: "/agents/{id}/totp",
      name: "removeTotpOf",
      summary: "Turn off an agent’s two-step verification",
      description:
        "For an agent who has lost both the phone and the recovery codes. Requires the admin role.",
    },
    ({ context, actor, id }) => removeTotpOf(context, actor, id),
  );
  const settings = {
    tag: "Administration",
    path: "/settings/security",
    answer: securitySettingsSchema,
  } as const;
  endpoint(
    api,
    {
      ...settings,
      method: "get",
      name: "getSecuritySettings",
      summary: "Get the security settings",
      description: "Requires the admin role.",
    },
    ({ context, actor }) => getSecuritySettings(context, actor),
  );
  endpoint(
    api,
    {
      ...settings,
      method: "patch",
      name: "updateSecuritySettings",
      summary: "Update the security settings",
      description:
        "Requires the admin role. Agents whose role needs two-step verification set it up before they go on; their API tokens keep working. `allowedAddresses` holds for the console and its live events; a list that would shut out its own author is refused.",
      body: updateSecuritySettingsSchema,
    },
    ({ context, actor, body, call }) =>
      updateSecuritySettings(context, actor, body, call.get("address")),
  );
}
