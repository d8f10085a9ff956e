import { Lock } from "lucide-react";
import { LinkButton } from "@/components/ui/link-button";

type ForbiddenPanelProps = {
  /** What was asked for, in words: "The audit trail of admin changes". */
  what?: string;
  /** Who can help, when the site says so. */
  contact?: string;
};

export const ForbiddenPanel = ({ what = "This page", contact }: ForbiddenPanelProps) => (
  <div
    data-slot="forbidden-panel"
    className="flex flex-col items-center gap-2 px-4 py-12 text-center"
  >
    <Lock aria-hidden className="size-6 text-muted-foreground" />
    <h1 className="text-xl font-semibold">No access</h1>
    <p className="max-w-prose text-muted-foreground">
      {what} is not open to your role. {contact ?? "An administrator can change your roles."}
    </p>
    <LinkButton href="/" className="mt-2">
      Go to the start page
    </LinkButton>
  </div>
);
