/**
 * The demo data: people, queues and the simulator's pages, connected. Doing it
 * again adds what is missing and changes nothing else. Reads the environment
 * of the server (DATABASE_URL or DATA_DIR, PUBLIC_URL, META_GRAPH_URL, …),
 * which must be serving: connecting a page calls its webhook.
 *
 * The last line on stdout is {"logins": [{name, role, email, password}]}.
 */
import { parseEnv } from "#server/runtime/env.ts";
import { runOrExplain } from "#server/runtime/start-error.ts";
import { withContext } from "../scripts/admin/context.ts";
import { connectPages } from "./demo/pages.ts";
import { createLabels } from "./demo/labels.ts";
import {
  createPeople,
  createReviewer,
  DEMO_PASSWORD,
  nameCompany,
} from "./demo/people.ts";
import { createQueues } from "./demo/queues.ts";

await runOrExplain(async () => {
  const env = parseEnv(process.env);
  const logins = await withContext(env, async (context) => {
    const people = await createPeople(context);
    await nameCompany(context, people);
    await createLabels(context, people);
    const queues = await createQueues(context, people);
    await connectPages(context, people.owner, queues);
    const reviewer = await createReviewer(context);
    const logins = [...Object.values(people), ...(reviewer ? [reviewer] : [])];
    return logins.map(({ name, role, email }) => ({
      name,
      role,
      email,
      password: DEMO_PASSWORD,
    }));
  });
  process.stdout.write(`${JSON.stringify({ logins })}\n`);
});
