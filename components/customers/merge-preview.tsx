"use client";

import { useLocale, useTranslations } from "next-intl";
import { useId } from "react";
import { broughtAliases, unitedAliases } from "#contract/customers/aliases.ts";
import type {
  MergeCustomers,
  MergeDetail,
} from "#contract/customers/customer-requests.ts";
import type { Customer } from "#contract/customers/customer.ts";
import { useAccountOwnerName } from "#components/inbox/customer/account-owner.tsx";
import { fieldText } from "#components/inbox/customer/field-text.ts";
import { useCustomerStages } from "#components/live/queries/use-customer-stages.ts";
import { useCustomerFields } from "#components/live/queries/use-directory.ts";
import { languageName } from "#components/words/times.ts";
import { useCustomerName } from "#components/words/use-customer-name.ts";

type Key = `detail ${MergeDetail}` | `field ${string}`;
/** The details that are kept as the other customer has them. */
export type Taken = ReadonlySet<Key>;

type Row = {
  key: Key;
  label: string;
  /** Null: none. */
  survivor: string | null;
  gone: string | null;
};

/** The part of the request that says what was chosen. Pure. */
export function chosenOf(
  taken: Taken,
): Pick<MergeCustomers, "fromOther" | "fieldsFromOther"> {
  const of = (kind: "detail" | "field") =>
    [...taken]
      .filter((key) => key.startsWith(`${kind} `))
      .map((key) => key.slice(kind.length + 1));
  const [fromOther, fieldsFromOther] = [of("detail"), of("field")];
  return {
    ...(fromOther.length > 0 ? { fromOther: fromOther as MergeDetail[] } : {}),
    ...(fieldsFromOther.length > 0 ? { fieldsFromOther } : {}),
  };
}

/** Shows the merged customer, field by field. Where both have different values, one of both is chosen. */
export function MergePreview({
  survivor,
  gone,
  taken,
  onTake,
}: {
  survivor: Customer;
  gone: Customer;
  taken: Taken;
  onTake: (taken: Taken) => void;
}) {
  const words = useTranslations("customer.duplicates");
  const t = useTranslations("customer");
  const rows = useRows(survivor, gone);
  const aliases = aliasesAfter(survivor, gone, taken.has("detail name"));
  const channels = survivor.identities.length + gone.identities.length;
  const take = (key: Key, isTaken: boolean) => {
    const next = new Set(taken);
    if (isTaken) next.add(key);
    else next.delete(key);
    onTake(next);
  };
  return (
    <section aria-label={words("preview")}>
      <h3 className="mb-1.5 text-sm font-medium">{words("preview")}</h3>
      <dl className="divide-y rounded-lg border text-sm">
        {rows.map((row) => (
          <Line key={row.key} label={row.label}>
            {row.survivor !== null &&
            row.gone !== null &&
            row.survivor !== row.gone ? (
              <Choice
                row={row}
                isTaken={taken.has(row.key)}
                onTake={(isTaken) => take(row.key, isTaken)}
              />
            ) : (
              <>
                {row.survivor ?? row.gone}
                {row.survivor === null && (
                  <span className="ms-2 inline-block text-xs text-muted-foreground">
                    {words("fromOther")}
                  </span>
                )}
              </>
            )}
          </Line>
        ))}
        {aliases.length > 0 && (
          <Line label={t("aliases.title")}>{aliases.join(", ")}</Line>
        )}
        <Line label={words("channels")}>
          <span className="tabular-nums">{channels}</span>
        </Line>
      </dl>
    </section>
  );
}

function Line({
  label,
  children,
}: {
  label: string;
  children: React.ReactNode;
}) {
  return (
    <div className="flex flex-wrap gap-x-3 px-3 py-2">
      <dt className="bidi w-32 shrink-0 text-muted-foreground">{label}</dt>
      <dd className="bidi min-w-40 flex-1 break-words">{children}</dd>
    </div>
  );
}

/** Both values; the survivor's is kept unless the other is chosen. */
function Choice({
  row: { label, survivor, gone },
  isTaken,
  onTake,
}: {
  row: Row;
  isTaken: boolean;
  onTake: (isTaken: boolean) => void;
}) {
  const words = useTranslations("customer.duplicates");
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className="-my-1 flex flex-col">
      {[false, true].map((ofOther) => (
        <label
          key={String(ofOther)}
          className="flex min-h-6 cursor-pointer items-start gap-2 py-1 touch:py-2.5"
        >
          <input
            type="radio"
            name={name}
            checked={isTaken === ofOther}
            onChange={() => onTake(ofOther)}
            className="mt-0.5 size-4 shrink-0 accent-primary"
          />
          <span className="min-w-0">
            <span className="bidi break-words">
              {ofOther ? gone : survivor}
            </span>
            {ofOther && (
              <span className="ms-2 inline-block text-xs text-muted-foreground">
                {words("fromOther")}
              </span>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}

/** The values of both customers, side by side. */
function useRows(survivor: Customer, gone: Customer): Row[] {
  const t = useTranslations("customer");
  const stageWords = useTranslations("customerStages");
  const locale = useLocale();
  const nameOf = useCustomerName();
  const stages = useCustomerStages().data ?? [];
  const defined = useCustomerFields().data ?? [];
  const owners = {
    survivor: useAccountOwnerName(survivor.accountOwnerId),
    gone: useAccountOwnerName(gone.accountOwnerId),
  };
  const of = (
    key: Key,
    label: string,
    read: (customer: Customer) => string | null | undefined,
  ): Row => ({
    key,
    label,
    survivor: read(survivor) ?? null,
    gone: read(gone) ?? null,
  });
  const isNameless = !survivor.nameKnown && !gone.nameKnown;
  const keys = new Set([
    ...Object.keys(survivor.fields),
    ...Object.keys(gone.fields),
  ]);
  const rows: Row[] = [
    of("detail name", t("name"), (customer) =>
      customer.nameKnown || (isNameless && customer === survivor)
        ? nameOf(customer)
        : null,
    ),
    of("field email", t("email"), ({ email }) => email),
    of("field phone", t("phone"), ({ phone }) => phone),
    {
      key: "detail accountOwner",
      label: t("accountOwner"),
      survivor: owners.survivor ?? null,
      gone: owners.gone ?? null,
    },
    of(
      "detail stage",
      stageWords("title"),
      ({ stageId }) => stages.find(({ id }) => id === stageId)?.name,
    ),
    of("detail language", t("language"), (customer) =>
      customer.locale === null ? null : languageName(locale, customer.locale),
    ),
    of("detail timezone", t("localTime"), ({ timezone }) => offset(timezone)),
    ...[...keys]
      .filter((key) => key !== "email" && key !== "phone")
      .map((key) =>
        of(
          `field ${key}`,
          defined.find((field) => field.key === key)?.name ?? key,
          ({ fields }) => (key in fields ? fieldText(fields[key]) : null),
        ),
      ),
  ];
  return rows.filter((row) => row.survivor !== null || row.gone !== null);
}

/** "UTC+8". Pure. */
const offset = (hours: number | null) =>
  hours === null ? null : `UTC${hours < 0 ? "−" : "+"}${Math.abs(hours)}`;

/** Pure. */
function aliasesAfter(
  survivor: Customer,
  gone: Customer,
  takesName: boolean,
): string[] {
  const nameOf = ({ name, nameKnown }: Customer) => (nameKnown ? name : null);
  const [named, renamed] =
    takesName && gone.nameKnown ? [gone, survivor] : [survivor, gone];
  const brought = broughtAliases(
    { name: nameOf(named), aliases: [] },
    { name: nameOf(renamed), aliases: gone.aliases },
  );
  return unitedAliases(survivor.aliases, brought);
}
