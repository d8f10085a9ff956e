import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { PageHeader } from "@/components/ui/page-header";
import type { GroupIdentity } from "@/lib/groups/queries/identify-group";

interface GroupHeadingProps {
  group: GroupIdentity;
  /** What it stores in all; null where nothing is known of that. */
  storage: ReactNode;
  badges: ReactNode;
  /** Says when the page was looked at again. */
  live: ReactNode;
}

/** Who the group is, and what rooms say of it in a word. */
export const GroupHeading = ({ group, storage, badges, live }: GroupHeadingProps) => (
  <PageHeader
    title={group.name}
    meta={
      <>
        {badges}
        {group.isKnown ? null : <Badge>Not in the directory</Badge>}
        {group.isGone ? <Badge tone="warning">Gone from the directory</Badge> : null}
        {live}
      </>
    }
    description={
      <>
        PI {group.pi === null ? "unknown" : `${group.pi.name} (${group.pi.uid})`}
        {group.gid === null ? "" : `, group number ${group.gid}`}. {storage}
      </>
    }
  />
);
