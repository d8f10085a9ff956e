import type { Route } from "next";
import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Instant } from "@/components/ui/instant";
import type { RollupState } from "@/lib/accounting/queries/rollup-state";
import { formatNumber, formatPercent } from "@/lib/platform/format";

/** Waiting records are not counted any further than this. */
const MAX_WAITING = 100_000;

/** Counted later than this, the numbers are late. */
const LATE_MS = 10 * 60_000;

interface RollupProps {
  state: RollupState;
  /** The server's clock, ISO. */
  now: string;
}

interface RollupFreshnessProps extends RollupProps {
  /** Where the senders stand, for readers who may go there. */
  sourcesHref?: string | undefined;
}

/** How fresh sums are: until when, and what waits. */
export const RollupFreshness = ({ state, now, sourcesHref }: RollupFreshnessProps) => {
  const { countedUntil, waitingCount } = state;
  if (countedUntil === null) return <p>Nothing was counted yet; a worker does it every minute.</p>;
  return (
    <p>
      Counted until <Instant at={countedUntil} /> (<Instant at={countedUntil} relative now={now} />
      ); {waiting(waitingCount)}.{" "}
      {sourcesHref === undefined ? null : (
        <Link href={sourcesHref as Route} className="text-primary underline underline-offset-2">
          Sources and their age
        </Link>
      )}
    </p>
  );
};

function waiting(count: number): string {
  if (count === 0) return "no record waits";
  if (count >= MAX_WAITING) return `more than ${formatNumber(MAX_WAITING)} records wait`;
  return `${formatNumber(count)} ${count === 1 ? "record waits" : "records wait"}`;
}

const steps = {
  waiting: "It begins with the next run of a worker.",
  reading: "Records are read by their mapping",
  adding: "Months are summed up",
} as const;

/** Over pages whose sums are late or are being made anew. */
export const RollupNotice = ({ state, now }: RollupProps) => {
  const { rebuild, countedUntil } = state;
  const isLate = countedUntil !== null && Date.parse(now) - +new Date(countedUntil) > LATE_MS;
  return (
    <>
      {rebuild.error === null ? null : (
        <Alert tone="error" title="Counting anew failed" className="mb-4">
          {rebuild.error}
        </Alert>
      )}
      {rebuild.step === "idle" ? null : (
        <Alert title="Usage is being counted anew" className="mb-4">
          {rebuild.step === "waiting"
            ? steps.waiting
            : `${steps[rebuild.step]}: ${formatPercent(rebuild.progress, 0)}.`}{" "}
          {rebuild.reason}
        </Alert>
      )}
      {isLate ? (
        <Alert tone="warn" title="Usage is late" className="mb-4">
          Nothing was counted after <Instant at={countedUntil} />. Is a worker running?
        </Alert>
      ) : null}
    </>
  );
};
