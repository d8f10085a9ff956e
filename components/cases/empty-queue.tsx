import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";

interface EmptyQueueProps {
  /** Address of the same type without filters. */
  clearHref: string;
  /** Names of the filters that narrow the list. */
  filters: readonly string[];
  when: "current" | "archive" | "all";
  /** Whether any report of this type has ever come. */
  isReported: boolean;
  isForStaff: boolean;
}

export const EmptyQueue = (props: EmptyQueueProps) => {
  const { filters, when } = props;
  if (filters.length > 0) {
    return (
      <EmptyState
        title="No case matches"
        text={`Drop a filter: ${list(filters)}.`}
        action={<LinkButton href={props.clearHref as never}>Clear filters</LinkButton>}
      />
    );
  }
  if (!props.isForStaff) {
    return <EmptyState title="No cases" text="No case is open about your groups." />;
  }
  if (!props.isReported) {
    return (
      <EmptyState
        title="No report yet"
        text="Cases appear when a detector sends its first report. An admin gives it a key."
      />
    );
  }
  if (when !== "current") return <EmptyState title="No cases" text="Nothing is in the archive." />;
  return (
    <EmptyState
      title="The queue is empty"
      text="The newest reports name no account in trouble. Earlier cases are in the archive."
    />
  );
};

const list = (names: readonly string[]): string =>
  names.length === 1
    ? (names[0] ?? "")
    : `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
