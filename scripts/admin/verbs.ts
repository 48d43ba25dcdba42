import { foldEmail } from "#contract/text/fold.ts";
import { createAgentSchema } from "#contract/people/agent-requests.ts";
import { createAgent } from "#server/domain/people/agents.ts";
import { commandLine } from "#server/domain/access/audit.ts";
import { resealSecrets } from "#server/domain/access/reseal-secrets.ts";
import { removeAddressLists } from "#server/domain/settings/security.ts";
import { createToken } from "#server/domain/access/sign-in/tokens.ts";
import { updateAgent } from "#server/domain/people/update-agent.ts";
import { inPrismaTransaction } from "#server/db/transaction.ts";
import type { Context } from "#server/domain/context.ts";
import { moveFiles } from "#server/domain/files/move-files.ts";
import {
  countUnscanned,
  scanKeptFiles,
} from "#server/domain/files/scan/scan-kept.ts";
import { createVault } from "#server/runtime/crypto.ts";
import type { Env } from "#server/runtime/env.ts";
import { addEncryptionKey } from "#server/runtime/secrets.ts";
import { StartError } from "#server/runtime/start-error.ts";
import { withContext } from "./context.ts";
import { resetTotp } from "#server/domain/access/sign-in/totp.ts";

const ROTATION_LOCK = 7_027_539_042_104; // any number that nothing else uses

const FOLDERS_A_LINE = 32;
const FILES_A_LINE = 100;

export type Flags = Record<string, string | undefined>;

type Verb = {
  /** The names of its flags, for the usage text. */
  flags: string[];
  /** The names of its flags without a value. */
  switches?: string[];
  run(
    env: Env,
    flags: Flags,
    switches: ReadonlySet<string>,
  ): Promise<Record<string, unknown>>;
};

/** The verbs of the `admin` command, by "noun verb". */
export const VERBS: Record<string, Verb> = {
  "user create": {
    flags: ["email", "name", "role", "password"],
    run: (env, flags) =>
      withContext(env, (context) => createUser(context, flags)),
  },
  "user disable": {
    flags: ["email"],
    run: (env, flags) =>
      withContext(env, (context) => disableUser(context, flags)),
  },
  "user reset-totp": {
    flags: ["email"],
    run: (env, flags) =>
      withContext(env, async (context) => {
        const agentId = await findAgent(context, flags);
        const wasOn = await resetTotp(context, commandLine, agentId);
        return { id: agentId, email: foldEmail(flags["email"] ?? ""), wasOn };
      }),
  },
  "addresses reset": {
    flags: [],
    run: (env) =>
      withContext(env, async (context) => ({
        roles: await removeAddressLists(context, commandLine),
      })),
  },
  "token create": {
    flags: ["email"],
    run: (env, flags) =>
      withContext(env, async (context) => {
        const agentId = await findAgent(context, flags);
        const { token } = await createToken(context, commandLine, { agentId });
        return { token };
      }),
  },
  "files scan": {
    flags: [],
    switches: ["dry-run"],
    run: (env, _flags, switches) =>
      withContext<Record<string, unknown>>(env, (context) =>
        switches.has("dry-run") ? countUnscanned(context) : scanAll(context),
      ),
  },
  "files move": { flags: [], run: (env) => withContext(env, moveAll) },
  "key rotate": { flags: [], run: rotateKey },
};

/** The other place is read and written by a running server as well. */
async function moveAll({ files }: Context) {
  const [to, from] = files.backends;
  const moved = await moveFiles(files, (folder, { files: count }) => {
    if (folder % FOLDERS_A_LINE === 0)
      console.error(`${Math.round((folder / 256) * 100)} %, ${count} files`);
  });
  if (moved === null || !to || !from)
    throw new StartError(
      "S3_BUCKET is missing: files lie in one place only, so none can be moved.",
    );
  return { from: from.name, to: to.name, ...moved };
}

/** Exit code 1 unless every file has a verdict; the counts are printed all the same. */
async function scanAll(context: Context) {
  const { scanner } = context;
  if (!scanner)
    throw new StartError("FILE_SCAN_URL is missing: there is no scanner.");
  const { files } = await countUnscanned(context);
  const { stopped, ...counts } = await scanKeptFiles(context, scanner, {
    found: ({ fileId, outcome, reason }) =>
      console.error(`${fileId} ${outcome}: ${reason}`),
    counted: ({ clean, refused, failed }) => {
      const done = clean + refused + failed;
      if (done % FILES_A_LINE === 0) console.error(`${done} of ${files} files`);
    },
  });
  if (stopped !== null)
    console.error(
      `Stopped: ${stopped}. Scanner: ${scanner.where}. No file is lost; run the command again, and it goes on from here.`,
    );
  else if (counts.failed > 0)
    console.error(
      `The scanner gave no verdict on ${counts.failed} files. They are as they were; another run tries them again.`,
    );
  if (counts.failed > 0) process.exitCode = 1;
  return { ...counts, finished: stopped === null };
}

async function createUser(context: Context, flags: Flags) {
  const parsed = createAgentSchema.safeParse(flags);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StartError(
      `--${issue?.path.join(".") ?? "flags"}: ${issue?.message ?? "malformed"}.`,
    );
  }
  const agent = await createAgent(context, commandLine, parsed.data);
  const { id, email, role, invitationUrl } = agent;
  return { id, email, role, ...(invitationUrl ? { invitationUrl } : {}) };
}

async function disableUser(context: Context, flags: Flags) {
  const agentId = await findAgent(context, flags);
  const { id, email, disabled } = await updateAgent(
    context,
    commandLine,
    agentId,
    { disabled: true },
  );
  return { id, email, disabled };
}

/**
 * Generated keys get a new one in front, which a running server reads on its
 * own. With ENCRYPTION_KEY set, the operator has put the new key in front, and
 * only sealing the secrets again is left.
 */
async function rotateKey(env: Env): Promise<{ resealed: number }> {
  const ownKeys = env.databaseUrl === null && env.encryptionKey === null;
  return withContext(env, async (context) => {
    if (!ownKeys) return resealSecrets(context, commandLine);
    const keys = await inPrismaTransaction(context.db, async (tx) => {
      // Two rotations at once would write over each other's key.
      await tx.$executeRaw`select pg_advisory_xact_lock(${ROTATION_LOCK})`;
      return addEncryptionKey(env);
    });
    const vault = createVault(keys);
    return resealSecrets({ ...context, vault }, commandLine);
  });
}

async function findAgent(context: Context, flags: Flags): Promise<string> {
  const email = foldEmail(flags["email"] ?? "");
  if (!email) throw new StartError("--email is missing.");
  const agent = await context.db.prisma.agent.findUnique({
    where: { email },
    select: { id: true },
  });
  if (!agent)
    throw new StartError(`There is no user with the e-mail ${email}.`);
  return agent.id;
}
