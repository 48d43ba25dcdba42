import { fileQuerySchema } from "#contract/threads/file-query.ts";
import { attachmentSchema } from "#contract/threads/message.ts";
import { invalidInput } from "#server/domain/app-error.ts";
import { openAvatar } from "#server/domain/customers/avatar.ts";
import type { FileStore } from "#server/domain/file-store.ts";
import { openFile } from "#server/domain/files/open-file.ts";
import {
  MAX_UPLOAD_BYTES,
  uploadFile,
  type Upload,
} from "#server/domain/files/upload.ts";
import { readPast } from "#server/http/edge/request/body.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import {
  fileResponse,
  pictureResponse,
} from "#server/http/edge/response/file-response.ts";
import { fileOfForm } from "#server/http/edge/request/multipart.ts";

/** Files of messages, and pictures of people. */
export function fileRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag: "Messages",
      path: "/files",
      name: "uploadFile",
      reviewers: "own",
      summary: "Upload a file",
      description: "Send multipart/form-data with the field `file`.",
      file: "upload",
      answer: attachmentSchema,
      status: 201,
      problems: [
        "file_too_large",
        "file_type_refused",
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
        return await uploadFile(context, actor, () =>
          receiveUpload(raw, context.files),
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
      tag: "Messages",
      path: "/files/{id}",
      name: "getFile",
      reviewers: "own",
      summary: "Download a file",
      description:
        "Supports Range requests. With `framed`, a PDF comes with headers that let the console show it in a frame.",
      query: fileQuerySchema,
      problems: ["file_gone", "range_not_satisfiable"],
      file: "download",
      status: 200,
    },
    async ({ context, actor, id, query, call }) =>
      fileResponse(await openFile(context, actor, id), call.req.raw.headers, {
        isFramed: query.framed,
      }),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Customers",
      path: "/customers/{id}/avatar",
      name: "getCustomerAvatar",
      reviewers: "own",
      summary: "Get a customer’s picture",
      problems: ["file_gone"],
      file: "download",
      status: 200,
    },
    async ({ context, actor, id, call }) =>
      pictureResponse(
        await openAvatar(context, actor, id),
        call.req.raw.headers,
      ),
  );
}

/** To the disk as it comes: no upload is ever in memory as a whole. */
async function receiveUpload(
  request: Request,
  files: FileStore,
): Promise<Upload> {
  const upload = await fileOfForm(request, "file", {
    receive: async (file, name) => ({
      name: unescaped(name),
      part: await files.receive(file, MAX_UPLOAD_BYTES),
    }),
    undo: ({ part }) => part.discard(),
  });
  if (upload === null)
    throw invalidInput("file", "Send the file in the field `file`.");
  return upload;
}

/** Undoes a browser's escapes of characters that it may not write in the name of a form's file. */
function unescaped(name: string): string {
  return name.replace(/%(?:0A|0D|22)/gi, decodeURIComponent);
}
