import { Fragment } from "react";
import { findMentions } from "./find-mentions.ts";
import { findLinks } from "./find-links.ts";

/** A customer's text as it was typed, with links, each paragraph in its own direction. */
export function RichText({
  text,
  mentions,
  language,
}: {
  text: string;
  /** The tag of the language that it is likely in: Chinese and Japanese draw one character in different ways. */
  language?: string | undefined;
  /** The teammates whom a note mentions. */
  mentions?: readonly { id: string; name: string }[] | undefined;
}) {
  return (
    <p
      dir="auto"
      lang={language}
      className="whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {findMentions(text, mentions ?? []).map((part, index) =>
        part.person ? (
          <strong
            key={index}
            className="rounded-sm bg-note-foreground/10 px-0.5 font-semibold"
          >
            {part.text}
          </strong>
        ) : (
          <Links key={index} text={part.text} />
        ),
      )}
    </p>
  );
}

function Links({ text }: { text: string }) {
  return findLinks(text).map((part, index) =>
    part.href ? (
      <a
        key={index}
        href={part.href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        className="underline underline-offset-2 hover:text-primary"
      >
        {part.text}
      </a>
    ) : (
      <Fragment key={index}>{part.text}</Fragment>
    ),
  );
}
