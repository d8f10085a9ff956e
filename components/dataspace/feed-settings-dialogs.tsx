"use client";

import { Pencil, RotateCcw } from "lucide-react";
import { textsOf } from "@/components/form/action-form";
import { Field } from "@/components/form/field";
import { FormDialog } from "@/components/form/form-dialog";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { resetFeedAction, saveFeedSettingsAction } from "@/lib/dataspace/actions";
import type { FeedDetail } from "@/lib/dataspace/queries/get-feed";

/** What an admin may set for one feed. */
export const FeedSettingsDialog = ({ feed }: { feed: FeedDetail }) => {
  const { settings } = feed;
  const { version } = settings;
  const name = feed.freshness.feed;
  return (
    <FormDialog
      title={`Settings of ${name}`}
      description="They hold from the next report on; the retention from the Reaper's next pass on."
      trigger={
        <Button size="sm">
          <Pencil aria-hidden />
          Settings…
        </Button>
      }
      action={saveFeedSettingsAction}
      toInput={(data) => ({
        feed: name,
        version,
        ...textsOf(data, "retentionDays", "intervalSeconds", "lifetimeSeconds"),
      })}
      submitLabel="Save"
      doneText={`Settings of ${name} saved`}
    >
      <Field
        name="retentionDays"
        label="Kept for, in days"
        description="7 or more. Left empty, what holds for all feeds. The newest generation always stays."
      >
        <Input inputMode="numeric" defaultValue={settings.retentionDays ?? ""} />
      </Field>
      <Field
        name="intervalSeconds"
        label="Expected every, in seconds"
        description="A longer silence is overdue. Left empty, the interval of the component that sends."
      >
        <Input inputMode="numeric" defaultValue={settings.intervalSeconds ?? ""} />
      </Field>
      <Field
        name="lifetimeSeconds"
        label="A report counts for, in seconds"
        description="1 second to 30 days, where the report itself does not say."
        isRequired
      >
        <Input inputMode="numeric" defaultValue={feed.lifetimeSeconds} />
      </Field>
    </FormDialog>
  );
};

/** Ends the live incarnation. */
export const ResetFeedDialog = ({ feed }: { feed: string }) => (
  <FormDialog
    trigger={
      <Button size="sm">
        <RotateCcw aria-hidden />
        Reset…
      </Button>
    }
    title={`Reset ${feed}`}
    description="The next report begins a new incarnation and may bring values of another form. Generations stay, and their numbers go on."
    action={resetFeedAction}
    toInput={() => ({ feed })}
    submitLabel="Reset the feed"
    doneText={`${feed} was reset`}
    isDanger
  />
);
