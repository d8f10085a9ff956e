import { Alert } from "@/components/ui/alert";
import { Freshness, StaleBanner } from "@/components/ui/freshness";
import { type ListSource, oldestFirst } from "@/lib/platform/list/sources";

interface ListSourcesProps {
  sources: readonly ListSource[];
  /** The server's clock, ISO. */
  now: string;
  label?: string;
}

/** Sources that are named without asking; the oldest come first. */
const MOST_SHOWN = 3;

/** The foot of a list: every feed that it is made of, the oldest first, since that one counts. */
export const ListSources = ({
  sources,
  now,
  label = "Sources of this table",
}: ListSourcesProps) => {
  if (sources.length === 0) return null;
  const sorted = oldestFirst(sources);
  const rest = sorted.slice(MOST_SHOWN);
  return (
    <section aria-label={label} className="mt-2 space-y-1 px-2.5 text-sm">
      <SourceList sources={sorted.slice(0, MOST_SHOWN)} now={now} />
      {rest.length === 0 ? null : (
        <details>
          <summary className="min-h-6 cursor-pointer text-muted-foreground">
            {rest.length} more, all of them newer
          </summary>
          <SourceList sources={rest} now={now} />
        </details>
      )}
    </section>
  );
};

const SourceList = ({ sources, now }: Pick<ListSourcesProps, "sources" | "now">) => (
  <ul className="space-y-1">
    {sources.map((source) => (
      <li key={source.feed}>
        <Freshness facts={source} now={now} href={source.href} />
      </li>
    ))}
  </ul>
);

/** Over a list: the oldest source where it is too old to work with, and what is not to be trusted. */
export const SourceBanners = ({ sources, now }: Pick<ListSourcesProps, "sources" | "now">) => {
  const [oldest] = oldestFirst(sources);
  const demented = sources.filter((source) => source.demented.length > 0);
  return (
    <>
      {oldest ? <StaleBanner facts={oldest} now={now} /> : null}
      {demented.length === 0 ? null : (
        <Alert tone="error" title="Not to be trusted" className="mb-4">
          {demented.map(({ feed, demented: products }) => (
            <p key={feed}>
              {feed}:{" "}
              {products.map(({ key, reason }) => `${key}, ${reason ?? "no reason"}`).join("; ")}
            </p>
          ))}
        </Alert>
      )}
    </>
  );
};
