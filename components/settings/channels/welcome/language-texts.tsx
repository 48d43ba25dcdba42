"use client";

import { useTranslations } from "next-intl";
import type { FieldErrors } from "react-hook-form";
import {
  DEFAULT_LOCALE,
  WELCOME_LIMITS,
  type WelcomeTexts,
} from "#contract/channels/welcome.ts";
import { countCharacters } from "#contract/text/text.ts";
import { languageTagOf } from "#contract/text/vendor-locale.ts";
import { MovableList } from "#components/settings/channels/welcome/movable-list.tsx";
import { Field } from "#components/ui/controls/field.tsx";
import { Input, Textarea } from "#components/ui/controls/input.tsx";

/** Greeting, questions and menu in one language. */
export function LanguageTexts({
  texts,
  errors,
  onChange,
}: {
  texts: WelcomeTexts;
  errors: FieldErrors<WelcomeTexts> | undefined;
  onChange: (texts: WelcomeTexts) => void;
}) {
  const t = useTranslations("settings.channels.welcome");
  const { greeting, questions, menu } = texts;
  const lang =
    texts.locale === DEFAULT_LOCALE
      ? undefined
      : (languageTagOf(texts.locale) ?? undefined);
  return (
    <>
      <Field
        label={t("greeting")}
        hint={t("greetingHint", {
          name: "{{user_first_name}}",
          used: countCharacters(greeting),
          max: WELCOME_LIMITS.greeting,
        })}
        error={errors?.greeting?.message}
      >
        {(ids) => (
          <Textarea
            {...ids}
            lang={lang}
            value={greeting}
            rows={3}
            onChange={({ target }) =>
              onChange({ ...texts, greeting: target.value })
            }
          />
        )}
      </Field>
      <MovableList
        title={t("questions")}
        hint={t("questionsHint", { max: WELCOME_LIMITS.questions })}
        add={t("addQuestion")}
        max={WELCOME_LIMITS.questions}
        items={questions}
        blank={{ text: "", payload: null }}
        nameOf={({ text }) => text}
        error={errors?.questions?.message ?? errors?.questions?.root?.message}
        onChange={(next) => onChange({ ...texts, questions: next })}
      >
        {(question, change, index) => (
          <TextInput
            label={t("question", { number: index + 1 })}
            lang={lang}
            value={question.text}
            error={errors?.questions?.[index]?.text?.message}
            onChange={(text) => change({ ...question, text })}
          />
        )}
      </MovableList>
      <MovableList
        title={t("menu")}
        hint={t("menuHint", { max: WELCOME_LIMITS.items })}
        add={t("addItem")}
        max={WELCOME_LIMITS.items}
        items={menu}
        blank={{ title: "", url: null, payload: null }}
        nameOf={({ title }) => title}
        error={errors?.menu?.message ?? errors?.menu?.root?.message}
        onChange={(next) => onChange({ ...texts, menu: next })}
      >
        {(item, change, index) => (
          <div className="flex flex-col gap-1.5">
            <TextInput
              label={t("item", { number: index + 1 })}
              lang={lang}
              value={item.title}
              error={errors?.menu?.[index]?.title?.message}
              onChange={(title) => change({ ...item, title })}
            />
            <TextInput
              label={t("itemUrl", { number: index + 1 })}
              placeholder={t("urlHint")}
              value={item.url ?? ""}
              error={errors?.menu?.[index]?.url?.message}
              onChange={(url) =>
                change({ ...item, url: url.trim() === "" ? null : url })
              }
            />
          </div>
        )}
      </MovableList>
    </>
  );
}

function TextInput({
  label,
  value,
  error,
  lang,
  placeholder,
  onChange,
}: {
  label: string;
  value: string;
  error: string | undefined;
  lang?: string | undefined;
  placeholder?: string;
  onChange: (text: string) => void;
}) {
  return (
    <div>
      <Input
        aria-label={label}
        aria-invalid={error ? true : undefined}
        placeholder={placeholder ?? label}
        lang={lang}
        value={value}
        autoComplete="off"
        onChange={({ target }) => onChange(target.value)}
      />
      {error && (
        <p role="alert" className="mt-1 text-xs text-destructive">
          {error}
        </p>
      )}
    </div>
  );
}
