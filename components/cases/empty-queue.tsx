import { EmptyState } from "@/components/ui/empty-state";

interface EmptyQueueProps {
  when: "current" | "archive" | "all";
  /** Whether any report of this type has ever come. */
  isReported: boolean;
  isForStaff: boolean;
}

/** Why the queue is empty where no filter is the reason. */
export const EmptyQueue = (props: EmptyQueueProps) => {
  const { when } = props;
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
