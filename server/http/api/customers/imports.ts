import {
  changeImportFormSchema,
  dataImportSchema,
  importQuerySchema,
  importSettingsSchema,
  openedImportSchema,
  type ImportKind,
} from "#contract/imports/import.ts";
import { MAX_FILE_BYTES } from "#contract/imports/import-file.ts";
import { pageOf } from "#contract/base/page.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import type { FilePart, FileStore } from "#server/domain/file-store.ts";
import {
  changeImportForm,
  checkImport,
  createImport,
  discardImport,
  listImports,
  pauseImport,
  resumeImport,
  startImport,
  undoImport,
} from "#server/domain/imports/imports.ts";
import {
  exportImportErrors,
  openImport,
} from "#server/domain/imports/open-import.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import { readPast } from "#server/http/edge/request/body.ts";
import { fileOfForm } from "#server/http/edge/request/multipart.ts";
import { csvResponse } from "#server/http/edge/response/csv-response.ts";

/** Files as customers. */
export function customerImportRoutes(api: Api): void {
  importRoutes(api, {
    kind: "customers",
    tag: "Customers",
    one: "CustomerImport",
    word: "customers",
  });
}

/** Files as leads. */
export function leadImportRoutes(api: Api): void {
  importRoutes(api, {
    kind: "leads",
    tag: "Leads",
    one: "LeadImport",
    word: "leads",
  });
}

type Words = {
  kind: ImportKind;
  tag: string;
  /** The end of the operations' names. */
  one: string;
  word: string;
};

function importRoutes(api: Api, words: Words): void {
  fileRoutes(api, words);
  stepRoutes(api, words);
}

function fileRoutes(api: Api, { kind, tag, one, word }: Words): void {
  const path = `/${kind}/imports`;
  endpoint(
    api,
    {
      method: "get",
      tag,
      path,
      name: `list${one}s`,
      summary: `List imports of ${word}`,
      query: importQuerySchema,
      answer: pageOf(dataImportSchema),
    },
    ({ context, actor, query }) =>
      listImports(context, actor, { kind, ...query }),
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path,
      name: `create${one}`,
      summary: `Upload a file of ${word}`,
      description:
        "Send multipart/form-data with the field `file`: CSV or XLSX, at most 50 MB and 100,000 rows. The first row has the names of the columns. Encoding (UTF-8, UTF-16, Big5, GB18030, Windows-1252) and delimiter are detected. Nothing is imported yet.",
      file: "upload",
      answer: openedImportSchema,
      status: 201,
      problems: [
        "file_too_large",
        "file_infected",
        "scan_unavailable",
        "storage_full",
        "storage_unavailable",
        "unsupported_type",
        "invalid_input",
      ],
    },
    async ({ context, actor, call }) => {
      const { raw } = call.req;
      try {
        return await createImport(context, actor, kind, () =>
          receive(raw, context.files),
        );
      } catch (error) {
        await readPast(raw);
        throw error;
      }
    },
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: `${path}/{id}`,
      name: `get${one}`,
      summary: `Get an import of ${word}`,
      answer: openedImportSchema,
    },
    ({ context, actor, id }) => openImport(context, actor, kind, id),
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: `${path}/{id}`,
      name: `change${one}`,
      summary: "Read the file by another encoding or delimiter",
      description: "For a CSV file that is not imported yet.",
      body: changeImportFormSchema,
      answer: openedImportSchema,
    },
    ({ context, actor, id, body }) =>
      changeImportForm(context, actor, { kind, id }, body),
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: `${path}/{id}`,
      name: `discard${one}`,
      summary: "Remove a file that was not imported",
    },
    ({ context, actor, id }) => discardImport(context, actor, { kind, id }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: `${path}/{id}/errors`,
      name: `export${one}Errors`,
      summary: "Download the rows with an error as CSV",
      description:
        "Their number, what is wrong, and their values. Values that a spreadsheet would take for a formula begin with an apostrophe.",
      file: "download",
    },
    async ({ context, actor, id }) =>
      csvResponse(
        `${kind}-import-errors.csv`,
        await exportImportErrors(context, actor, kind, id),
      ),
  );
}

function stepRoutes(api: Api, { kind, tag, one, word }: Words): void {
  const path = `/${kind}/imports/{id}`;
  endpoint(
    api,
    {
      method: "post",
      tag,
      path: `${path}/check`,
      name: `check${one}`,
      summary: "Try each row without a change",
      description:
        "Source and basis are required. A worker does it: read the import until its state is `checked`.",
      body: importSettingsSchema,
      answer: dataImportSchema,
      status: 202,
    },
    ({ context, actor, id, body }) =>
      checkImport(context, actor, { kind, id }, body),
  );
  const steps = [
    [
      "start",
      startImport,
      `Import the checked rows as ${word}`,
      "Rows with an error are left out. No message is sent, and no one is notified.",
    ],
    ["pause", pauseImport, "Pause an import", "It can be resumed."],
    ["resume", resumeImport, "Resume an import", "It goes on where it was."],
    [
      "undo",
      undoImport,
      "Undo an import",
      "Once, within 30 days: values that no one has changed since become those before, and what was added and has nothing else is removed.",
    ],
  ] as const;
  for (const [step, run, summary, description] of steps)
    endpoint(
      api,
      {
        method: "post",
        tag,
        path: `${path}/${step}`,
        name: `${step}${one}`,
        summary,
        description,
        answer: dataImportSchema,
        status: 202,
      },
      ({ context, actor, id }) => run(context, actor, { kind, id }),
    );
}

/** To the disk as it comes: no file is ever in memory as a whole. */
async function receive(
  request: Request,
  files: FileStore,
): Promise<{ name: string; part: FilePart }> {
  const received = await fileOfForm(request, "file", {
    receive: async (file, name) => ({
      name,
      part: await files.receive(file, MAX_FILE_BYTES),
    }),
    undo: ({ part }) => part.discard(),
  });
  if (received === null)
    throw invalidInput("file", "Send the file in the field `file`.");
  return received;
}
