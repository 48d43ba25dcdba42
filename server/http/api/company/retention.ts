import {
  retentionPreviewSchema,
  retentionSchema,
  updateRetentionSchema,
} from "#contract/company/retention.ts";
import {
  getRetention,
  previewRetention,
  updateRetention,
} from "#server/domain/settings/retention.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** Retention of data. */
export function retentionRoutes(api: Api): void {
  const of = { tag: "Administration", path: "/settings/retention" } as const;
  endpoint(
    api,
    {
      ...of,
      method: "get",
      name: "getRetention",
      summary: "Get how long data is kept",
      description:
        "Requires the admin role. In days; null stands for without an end.",
      answer: retentionSchema,
    },
    ({ context, actor }) => getRetention(context, actor),
  );
  endpoint(
    api,
    {
      ...of,
      method: "patch",
      name: "updateRetention",
      summary: "Change how long data is kept",
      description:
        "Requires the admin role. Older data is removed within minutes, in small batches, and cannot be brought back. Messages and files go once their conversation is closed. A webhook delivery never outlives its messages, nor does the routing history of a conversation (decisions and offers), of which an open conversation keeps what belongs to its current session; reports keep their figures. `channels` gives channels days of their own for messages and files, by their ids, and replaces all that were given before.",
      body: updateRetentionSchema,
      answer: retentionSchema,
    },
    ({ context, actor, body }) => updateRetention(context, actor, body),
  );
  endpoint(
    api,
    {
      ...of,
      path: "/settings/retention/preview",
      method: "post",
      name: "previewRetention",
      summary: "Count what a change would remove",
      description:
        "Requires the admin role. Counts what the settings, with the members of the body in place of the stored ones, remove now, messages and files also by channel. Nothing is changed.",
      body: updateRetentionSchema,
      answer: retentionPreviewSchema,
    },
    ({ context, actor, body }) => previewRetention(context, actor, body),
  );
}
