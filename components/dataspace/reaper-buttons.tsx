"use client";

import { FlaskConical, Play, Square, Trash2 } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { FormDialog } from "@/components/form/form-dialog";
import { SubmitButton } from "@/components/form/submit-button";
import { useAction } from "@/components/form/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import {
  planReapAction,
  runReaperAction,
  startReaperAction,
  stopReaperAction,
} from "@/lib/dataspace/actions";
import type { ReaperStateName } from "@/lib/dataspace/model";

/** Counts what a pass would remove and shows the report. */
export const DryRunButton = () => {
  const router = useRouter();
  const { run, isPending, failure } = useAction(planReapAction, (done) => {
    if (done) router.push(`/dataspace/retention?run=${done.runId}#run` as Route);
  });
  return (
    <>
      <SubmitButton
        variant="secondary"
        isPending={isPending}
        pendingText="Counting…"
        onClick={() => run({})}
      >
        <FlaskConical aria-hidden />
        Dry run
      </SubmitButton>
      {failure === null ? null : (
        <Alert tone="error" isLive>
          {failure.message}
        </Alert>
      )}
    </>
  );
};

const stopped: readonly ReaperStateName[] = ["BOOT", "SHUTDOWN", "OFFLINE", "ERROR"];

/** What steers the Reaper; which button makes sense depends on its state. */
export const ReaperButtons = ({ state }: { state: ReaperStateName }) => (
  <>
    <DryRunButton />
    {state === "SHUTDOWN" || state === "SHUTTINGDOWN" ? null : (
      <FormDialog
        trigger={
          <Button>
            <Trash2 aria-hidden />
            Run now…
          </Button>
        }
        title="Run the Reaper now"
        description="Removes every generation that is older than its feed is kept. This cannot be undone; a dry run says what would go."
        action={runReaperAction}
        toInput={() => ({})}
        submitLabel="Run now"
        doneText="A worker begins within a minute"
        isDanger
      />
    )}
    {stopped.includes(state) ? (
      <FormDialog
        trigger={
          <Button>
            <Play aria-hidden />
            Start…
          </Button>
        }
        title="Start the Reaper"
        description="The first pass comes after the delay of the settings."
        action={startReaperAction}
        toInput={() => ({})}
        submitLabel="Start"
        doneText="The Reaper was started"
      />
    ) : null}
    {state === "SHUTDOWN" || state === "ERROR" ? null : (
      <FormDialog
        trigger={
          <Button>
            <Square aria-hidden />
            Stop…
          </Button>
        }
        title="Stop the Reaper"
        description="Nothing is removed until somebody starts it again. A running pass ends after its batch."
        action={stopReaperAction}
        toInput={() => ({})}
        submitLabel="Stop"
        doneText="The Reaper was stopped"
        isDanger
      />
    )}
  </>
);
