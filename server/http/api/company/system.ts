import { jobSchema } from "#contract/channels/job.ts";
import { systemSchema } from "#contract/supervision/system.ts";
import { getJob } from "#server/domain/channels/backfill-requests.ts";
import { retryJob } from "#server/domain/channels/retry-job.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { getSystem } from "#server/pipeline/run/system.ts";

/** Routes of the state of the installation. */
export function systemRoutes(api: Api): void {
  const tag = "Administration";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/system",
      name: "getSystem",
      summary: "Get how the installation is",
      description:
        "Requires the admin role. Waiting work, failed jobs, living processes, the database, the disk, and the last backup. It has no personal data.",
      answer: systemSchema,
    },
    ({ context, actor }) => getSystem(context, actor),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/system/jobs/{id}/retry",
      name: "retryJob",
      summary: "Repeat a failed job",
      description:
        "Requires the admin role. The job goes on where it stopped. 409 if it has not failed, or another of its kind runs for the channel.",
      answer: jobSchema,
      status: 202,
    },
    async ({ context, actor, id }) => {
      await retryJob(context, actor, id);
      return getJob(context, actor, id);
    },
  );
}
