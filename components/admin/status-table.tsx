import Link from "next/link";
import { expectedText, HeartbeatBadge, LastHeard } from "@/components/admin/heartbeat";
import { serviceNames } from "@/components/admin/service-names";
import { EmptyState } from "@/components/ui/empty-state";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { ComponentRow } from "@/lib/admin/lists/components";

type StatusTableProps = { components: ComponentRow[]; now: string };

export const StatusTable = ({ components, now }: StatusTableProps) =>
  components.length === 0 ? (
    <EmptyState
      title="Nothing talks to Headroom yet"
      text="Create a cluster, then a component for each machine, then a key for each component."
    />
  ) : (
    <Table label="Status of components">
      <TableCaption>Status of components, overdue ones first</TableCaption>
      <TableHeader>
        <tr>
          <TableHead>Component</TableHead>
          <TableHead>State</TableHead>
          <TableHead>Service</TableHead>
          <TableHead>For</TableHead>
          <TableHead>Last heard</TableHead>
          <TableHead>Expected</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {components.map((component) => (
          <TableRow key={component.id}>
            <TableCell>
              <Link
                href={{ pathname: "/admin/components", query: { q: component.id } }}
                className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
              >
                {component.name}
              </Link>
            </TableCell>
            <TableCell>
              <HeartbeatBadge component={component} now={now} />
            </TableCell>
            <TableCell>{serviceNames[component.service]}</TableCell>
            <TableCell>{component.scope ?? "–"}</TableCell>
            <TableCell>
              <LastHeard at={component.lastHeardAt} now={now} />
            </TableCell>
            <TableCell>{expectedText(component)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
