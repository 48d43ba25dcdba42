import { pageOf, pageQuerySchema } from "#contract/base/page.ts";
import { z } from "zod";
import { mailPreviewSchema, mailSchema } from "#contract/mail/mail-log.ts";
import {
  mailPreviewQuerySchema,
  testMailSchema,
  updateMailSettingsSchema,
} from "#contract/mail/mail-requests.ts";
import { mailSettingsSchema } from "#contract/mail/mail-settings.ts";
import { listMails, previewMail } from "#server/domain/mail/mail-log.ts";
import {
  getMailSettings,
  updateMailSettings,
} from "#server/domain/mail/mail-settings.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { sendTestMail } from "#server/pipeline/mail/test-mail.ts";

/** The mail server, and what it did with our mails. */
export function mailRoutes(api: Api): void {
  const tag = "Administration";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/settings/mail",
      name: "getMailSettings",
      summary: "Get the mail server",
      description: "Requires the admin role. The password is never returned.",
      answer: mailSettingsSchema,
    },
    ({ context, actor }) => getMailSettings(context, actor),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/settings/mail",
      name: "updateMailSettings",
      summary: "Update the mail server",
      description:
        "Requires the admin role. `host: null` turns mail off. Another host or user needs the password again.",
      body: updateMailSettingsSchema,
      answer: mailSettingsSchema,
    },
    ({ context, actor, body }) => updateMailSettings(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/settings/mail/test",
      name: "sendTestMail",
      summary: "Send a test email",
      description:
        "Requires the admin role. Sends immediately. If the mail server refuses, `detail` is its answer.",
      body: testMailSchema,
      answer: z.object({ response: z.string() }),
      problems: ["mail_refused"],
    },
    ({ context, actor, body }) => sendTestMail(context, actor, body.to),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/settings/mail/preview",
      name: "previewMail",
      summary: "Preview an email",
      description: "Requires the admin role. The values are examples.",
      query: mailPreviewQuerySchema,
      answer: mailPreviewSchema,
    },
    async ({ context, actor, query }) => previewMail(context, actor, query),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/settings/mail/log",
      name: "listMails",
      summary: "List sent emails",
      description: "Requires the admin role. Newest first, without content.",
      query: pageQuerySchema,
      answer: pageOf(mailSchema),
    },
    ({ context, actor, query }) => listMails(context, actor, query),
  );
}
