import { pageOf } from "#contract/base/page.ts";
import {
  createMacroSchema,
  previewMacroSchema,
  runMacroSchema,
  updateMacroSchema,
  type RunMacro,
} from "#contract/macros/macro-requests.ts";
import {
  macroPreviewSchema,
  macroRunSchema,
  macroSchema,
  type MacroRun,
} from "#contract/macros/macro.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import {
  createMacro,
  deleteMacro,
  listMacros,
  readMacro,
  updateMacro,
} from "#server/domain/macros/macros.ts";
import { previewMacro } from "#server/domain/macros/preview-macro.ts";
import { MacroRefused, runMacro } from "#server/domain/macros/run-macro.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { problemOf } from "#server/http/edge/response/problem.ts";
import { newId } from "#server/runtime/crypto.ts";

const tag = "Macros";

/** Named lists of steps that agents run on threads. */
export function macroRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: "/macros",
      name: "listMacros",
      summary: "List macros",
      description:
        "Lists the macros that the caller can run: their own, those of their departments, and everybody’s, each in its order.",
      answer: pageOf(macroSchema),
    },
    async ({ context, actor }) => ({
      items: await listMacros(context, actor),
      nextCursor: null,
    }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/macros",
      name: "createMacro",
      summary: "Create a macro",
      description:
        'A "private" one is the caller’s own. A shared one requires the supervisor role.',
      body: createMacroSchema,
      answer: macroSchema,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) => createMacro(context, actor, body),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: "/macros/{id}",
      name: "updateMacro",
      summary: "Update a macro",
      description:
        "Private ones are changed by their author, shared ones by the supervisors of their department. `position` moves it among those of its scope.",
      body: updateMacroSchema,
      answer: macroSchema,
      problems: ["already_exists"],
    },
    ({ context, actor, id, body }) => updateMacro(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: "/macros/{id}",
      name: "deleteMacro",
      summary: "Delete a macro",
    },
    ({ context, actor, id }) => deleteMacro(context, actor, id),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/macros/{id}/preview",
      name: "previewMacro",
      summary: "Preview a macro",
      description:
        "The steps as they would run on one thread, with the texts that would be sent. Nothing changes.",
      body: previewMacroSchema,
      answer: macroPreviewSchema,
    },
    ({ context, actor, id, body }) => previewMacro(context, actor, id, body),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: "/macros/{id}/run",
      name: "runMacro",
      summary: "Run a macro",
      description:
        "Runs the steps on each thread, with the caller’s rights. On one thread all steps are done or none: a thread that refuses is listed with the step and the reason. A repeated runId changes nothing again.",
      body: runMacroSchema,
      answer: macroRunSchema,
    },
    ({ context, actor, id, body }) => runOnEach(context, actor, id, body),
  );
}

/** Each thread apart, in its own transaction. */
async function runOnEach(
  context: Context,
  actor: Actor,
  id: string,
  { threadIds, runId = newId(), seen = {} }: RunMacro,
): Promise<MacroRun> {
  const macro = await readMacro(context.db.sql, actor, id);
  const answer: MacroRun = { done: [], failed: [], inserts: [] };
  for (const threadId of new Set(threadIds)) {
    try {
      const on = { threadId, runId, seenMessageId: seen[threadId] };
      answer.inserts.push(...(await runMacro(context, actor, macro, on)));
      answer.done.push(threadId);
    } catch (error) {
      if (!(error instanceof MacroRefused)) throw error;
      const { code, detail, errors } = problemOf(error.cause, context.log);
      const [fault] = errors ?? [];
      answer.failed.push({
        id: threadId,
        step: error.step,
        code,
        ...(fault?.code === undefined ? {} : { reason: fault.code }),
        message: fault?.message ?? detail,
      });
    }
  }
  return answer;
}
