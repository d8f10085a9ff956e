"use client";

import { Pencil, RotateCcw } from "lucide-react";
import { useState } from "react";
import { ActionForm, textOf } from "@/components/form/action-form";
import { ConfirmAction } from "@/components/form/confirm-action";
import { Field } from "@/components/form/field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { resetFeedAction, saveFeedSettingsAction } from "@/lib/dataspace/actions";
import type { FeedDetail } from "@/lib/dataspace/queries/get-feed";

/** What an admin may set for one feed. */
export const FeedSettingsDialog = ({ feed }: { feed: FeedDetail }) => {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  const { settings } = feed;
  const name = feed.freshness.feed;
  return (
    <Dialog
      title={`Settings of ${name}`}
      description="They hold from the next report on; the retention from the Reaper's next pass on."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button size="sm">
          <Pencil aria-hidden />
          Settings…
        </Button>
      }
    >
      <ActionForm
        action={saveFeedSettingsAction}
        toInput={(data) => ({
          feed: name,
          version: settings.version,
          retentionDays: textOf(data, "retentionDays"),
          intervalSeconds: textOf(data, "intervalSeconds"),
          lifetimeSeconds: textOf(data, "lifetimeSeconds"),
        })}
        onDone={() => {
          setOpen(false);
          toast.success(`Settings of ${name} saved`);
        }}
        submitLabel="Save"
      >
        {(errors) => (
          <>
            <Field
              label="Kept for, in days"
              description="7 or more. Left empty, what holds for all feeds. The newest generation always stays."
              error={errors.retentionDays}
            >
              <Input
                name="retentionDays"
                inputMode="numeric"
                defaultValue={settings.retentionDays ?? ""}
              />
            </Field>
            <Field
              label="Expected every, in seconds"
              description="A longer silence is overdue. Left empty, the interval of the component that sends."
              error={errors.intervalSeconds}
            >
              <Input
                name="intervalSeconds"
                inputMode="numeric"
                defaultValue={settings.intervalSeconds ?? ""}
              />
            </Field>
            <Field
              label="A report counts for, in seconds"
              description="1 second to 30 days, where the report itself does not say."
              error={errors.lifetimeSeconds}
              isRequired
            >
              <Input
                name="lifetimeSeconds"
                inputMode="numeric"
                defaultValue={feed.lifetimeSeconds}
              />
            </Field>
          </>
        )}
      </ActionForm>
    </Dialog>
  );
};

/** Ends the live incarnation. */
export const ResetFeedDialog = ({ feed }: { feed: string }) => (
  <ConfirmAction
    trigger={
      <Button size="sm">
        <RotateCcw aria-hidden />
        Reset…
      </Button>
    }
    title={`Reset ${feed}`}
    description="The next report begins a new incarnation and may bring values of another form. Generations stay, and their numbers go on."
    action={resetFeedAction}
    input={{ feed }}
    submitLabel="Reset the feed"
    doneText={`${feed} was reset`}
    isDanger
  />
);
