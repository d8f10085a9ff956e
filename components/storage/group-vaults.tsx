import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { VaultSum } from "@/lib/storage/queries/list-vault-sums";
import { TextLink } from "./text-link";
import { ActionBadge } from "./vault-table";

/** What the group has in vaults, by volume and action. */
export const GroupVaults = ({ group, sums }: { group: string; sums: readonly VaultSum[] }) => (
  <Card>
    <CardHeader>
      <CardTitle>Vaults</CardTitle>
      <TextLink href={vaultsOf(group)}>Tracked files</TextLink>
    </CardHeader>
    <CardContent>
      {sums.length === 0 ? (
        <p className="text-muted-foreground">The newest scans name no tracked file of the group.</p>
      ) : (
        <ul className="divide-y divide-border text-sm">
          {sums.map((sum) => (
            <li
              key={`${sum.volume} ${sum.action}`}
              className="flex min-h-8 flex-wrap items-center gap-x-3"
            >
              <ActionBadge action={sum.action} />
              <TextLink href={`${vaultsOf(group)}&volume=${sum.volume}&action=${sum.action}`}>
                {formatNumber(sum.fileCount)} {sum.fileCount === 1 ? "file" : "files"} on{" "}
                {sum.volume}
              </TextLink>
              <span className="ml-auto tabular-nums">{formatBytes(sum.bytes)}</span>
            </li>
          ))}
        </ul>
      )}
    </CardContent>
  </Card>
);

const vaultsOf = (group: string): string => `/storage/vaults?group=${encodeURIComponent(group)}`;
