"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import type { Agent, Role } from "#contract/people/agent.ts";
import { isTeammate } from "#contract/people/roles.ts";
import { CheckList } from "#components/forms/fields/check-list.tsx";
import { FormDialog } from "#components/forms/form-dialog.tsx";
import { useUnsaved } from "#components/forms/use-unsaved.ts";
import {
  useDepartments,
  useQueues,
} from "#components/live/queries/use-directory.ts";
import { useMe } from "#components/live/stores/live-context.ts";
import { api } from "#components/live/transport/api.ts";
import {
  InvitedList,
  type Invited,
} from "#components/settings/people/invited-list.tsx";
import { parsePeople } from "#components/settings/people/parse-people.ts";
import { Field } from "#components/ui/controls/field.tsx";
import { Textarea } from "#components/ui/controls/input.tsx";
import { Select } from "#components/ui/controls/select.tsx";
import { useErrorWords } from "#components/words/use-error-words.ts";

/** More at once would take minutes. */
const MAX_PEOPLE = 100;

/** A reviewer needs a channel of their own, and is invited alone. */
const ROLES: readonly Role[] = [
  "agent",
  "supervisor",
  "admin",
  "owner",
  "leads_only",
  "auditor",
];

type Created = Agent & {
  invitationUrl: string | null;
  invitationMailed: boolean;
};

/** Invites people from a list of addresses, with one role, and shows what became of each. */
export function InviteManyDialog({
  onClose,
  onInvited,
}: {
  onClose: () => void;
  onInvited: () => void;
}) {
  const t = useTranslations("settings.people");
  const many = useTranslations("settings.people.many");
  const roles = useTranslations("roles");
  const words = useErrorWords();
  const me = useMe();
  const departments = useDepartments().data ?? [];
  const queues = useQueues().data ?? [];
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("agent");
  const [departmentIds, setDepartmentIds] = useState<string[]>([]);
  const [queueIds, setQueueIds] = useState<string[]>([]);
  const [wasTried, setTried] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const [results, setResults] = useState<readonly Invited[] | null>(null);
  const isDirty = text.trim() !== "" && results === null;
  useUnsaved(isDirty);
  const { people, wrong } = parsePeople(text);
  const fault =
    wrong.length > 0
      ? many("wrong", { line: wrong[0] ?? "", count: wrong.length })
      : people.length === 0
        ? many("none")
        : people.length > MAX_PEOPLE
          ? many("tooMany", { max: MAX_PEOPLE })
          : undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault !== undefined) return;
    const invited: Invited[] = [];
    for (const { email, name } of people) {
      setDone(invited.length);
      const body = {
        email,
        name,
        role,
        departmentIds,
        ...(isTeammate(role) ? { queueIds } : {}),
      };
      try {
        const created = await api<Created>("/agents", { method: "POST", body });
        const { invitationUrl: url, invitationMailed: isMailed } = created;
        invited.push({ email, url, isMailed, problem: null });
      } catch (error) {
        const problem = words(error);
        invited.push({ email, url: null, isMailed: false, problem });
      }
    }
    setDone(null);
    setResults(invited);
    onInvited();
  };
  if (results !== null)
    return <InvitedList results={results} onClose={onClose} />;
  return (
    <FormDialog
      title={many("title")}
      description={many("hint")}
      onClose={onClose}
      onSubmit={(event) => void submit(event)}
      submitLabel={
        done === null
          ? many("submit", { count: people.length })
          : many("progress", { done, count: people.length })
      }
      isDirty={isDirty}
      isSaving={done !== null}
      problem={null}
      isWide
    >
      <Field
        label={many("list")}
        hint={many("listHint", { address: "<bob@example.com>" })}
        error={wasTried ? fault : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={5}
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      <Field label={t("role")} hint={t(`roleHints.${role}`)}>
        {(control) => (
          <Select
            {...control}
            value={role}
            onValueChange={(next) => setRole(next as Role)}
            groups={ROLES.filter(
              (each) => each !== "owner" || me.role === "owner",
            ).map((each) => ({ value: each, label: roles(each) }))}
          />
        )}
      </Field>
      {departments.length > 0 && (
        <CheckList
          label={t("departments")}
          empty=""
          options={departments.map(({ id, name }) => ({
            value: id,
            label: name,
          }))}
          value={departmentIds}
          onChange={setDepartmentIds}
        />
      )}
      {isTeammate(role) && queues.length > 0 && (
        <CheckList
          label={t("queues")}
          empty=""
          options={queues.map(({ id, name }) => ({ value: id, label: name }))}
          value={queueIds}
          onChange={setQueueIds}
        />
      )}
    </FormDialog>
  );
}
