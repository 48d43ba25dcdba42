import { attachmentSchema } from "#contract/shapes.ts";
import { AppError, invalidInput } from "#server/domain/app-error.ts";
import { openAvatar } from "#server/domain/customers/avatar.ts";
import { openFile } from "#server/domain/files/open-file.ts";
import {
  MAX_UPLOAD_BYTES,
  uploadFile,
  type Upload,
} from "#server/domain/files/upload.ts";
import { readBytes } from "#server/http/edge/body.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";
import {
  fileResponse,
  pictureResponse,
} from "#server/http/edge/file-response.ts";
import { EdgeError } from "#server/http/edge/problem.ts";

/** What multipart puts around a file. */
const FORM_OVERHEAD_BYTES = 64 * 1024;

/** Files of messages, and pictures of people. */
export function fileRoutes(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      tag: "Messages",
      path: "/files",
      name: "uploadFile",
      summary: "Upload a file",
      description: "Send multipart/form-data with the field `file`.",
      file: "upload",
      answer: attachmentSchema,
      status: 201,
      problems: [
        "file_too_large",
        "file_type_refused",
        "storage_full",
        "unsupported_type",
        "invalid_input",
      ],
    },
    async ({ context, actor, call }) =>
      uploadFile(context, actor, await readUpload(call.req.raw)),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Messages",
      path: "/files/{id}",
      name: "getFile",
      summary: "Download a file",
      description: "Supports Range requests.",
      problems: ["file_gone", "range_not_satisfiable"],
      file: "download",
      status: 200,
    },
    async ({ context, actor, id, call }) =>
      fileResponse(await openFile(context, actor, id), call.req.raw.headers),
  );
  endpoint(
    api,
    {
      method: "get",
      tag: "Customers",
      path: "/customers/{id}/avatar",
      name: "getCustomerAvatar",
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

async function readUpload(request: Request): Promise<Upload> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw new EdgeError("unsupported_type");
  const body = await readBytes(request, MAX_UPLOAD_BYTES + FORM_OVERHEAD_BYTES);
  const file = await parseForm(body, type);
  if (!(file instanceof File))
    throw invalidInput("file", "Send the file in the field `file`.");
  return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
}

async function parseForm(body: Uint8Array, type: string): Promise<unknown> {
  try {
    // A Response parses a form from bytes; its own copy is freed with it.
    const response = new Response(body as BodyInit, {
      headers: { "content-type": type },
    });
    return (await response.formData()).get("file");
  } catch (cause) {
    throw new AppError(
      "invalid_input",
      { errors: [{ path: "", message: "The form is malformed." }] },
      { cause },
    );
  }
}
