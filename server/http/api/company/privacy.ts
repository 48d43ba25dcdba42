import {
  privacySettingsSchema,
  updatePrivacySettingsSchema,
} from "#contract/company/privacy.ts";
import {
  getPrivacySettings,
  updatePrivacySettings,
} from "#server/domain/settings/privacy.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The settings for requests of people about their data. */
export function privacySettingsRoutes(api: Api): void {
  const of = { tag: "Administration", path: "/settings/privacy" } as const;
  endpoint(
    api,
    {
      ...of,
      method: "get",
      name: "getPrivacySettings",
      summary: "Get how requests about personal data are answered",
      description: "Requires the admin role.",
      answer: privacySettingsSchema,
    },
    ({ context, actor }) => getPrivacySettings(context, actor),
  );
  endpoint(
    api,
    {
      ...of,
      method: "patch",
      name: "updatePrivacySettings",
      summary: "Change how requests about personal data are answered",
      description:
        "Requires the admin role. `exportNotes` puts the team’s notes into the ZIP of a customer’s data.",
      body: updatePrivacySettingsSchema,
      answer: privacySettingsSchema,
    },
    ({ context, actor, body }) => updatePrivacySettings(context, actor, body),
  );
}
