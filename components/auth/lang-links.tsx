import { languages } from "#components/words/language-names.ts";
import { cn } from "#components/ui/class-names.ts";

/** The same page in each language. The address carries the language, so that a link to it does too. */
export function LangLinks({
  label,
  current,
}: {
  label: string;
  current: string;
}) {
  return (
    <ul aria-label={label} className="mt-8 flex gap-1">
      {Object.entries(languages).map(([each, name]) => (
        <li key={each}>
          <a
            href={`?lang=${each}`}
            lang={each}
            hrefLang={each}
            aria-current={each === current ? "true" : undefined}
            className={cn(
              "rounded-md px-2 py-1 text-sm text-muted-foreground hover:text-foreground touch:py-2.5",
              each === current && "font-medium text-foreground",
            )}
          >
            {name}
          </a>
        </li>
      ))}
    </ul>
  );
}
