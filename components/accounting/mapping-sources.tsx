import type { Route } from "next";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Instant } from "@/components/ui/instant";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { DEFAULT_SOURCE } from "@/lib/accounting/model/mapping";
import { mappingPath } from "@/lib/accounting/params/mapping-path";
import type { SourceMapping } from "@/lib/accounting/queries/list-mappings";

interface MappingSourcesProps {
  mappings: readonly SourceMapping[];
  /** The one whose rules are open. */
  current: string;
}

/** Every sender of records, and whether it has rules of its own. */
export const MappingSources = ({ mappings, current }: MappingSourcesProps) => (
  <Table label="Sources of records" containerClassName="rounded-lg border border-border bg-card">
    <TableCaption>Sources of records</TableCaption>
    <TableHeader>
      <tr>
        <TableHead>Source</TableHead>
        <TableHead>Site</TableHead>
        <TableHead>Mapping</TableHead>
        <TableHead>Changed</TableHead>
      </tr>
    </TableHeader>
    <TableBody>
      {mappings.map(({ source, name, site, isOwn, updatedAt }) => (
        <TableRow key={source} aria-current={source === current ? "true" : undefined}>
          <TableCell className={source === current ? "bg-accent" : undefined}>
            <Link
              href={mappingPath(source) as Route}
              aria-current={source === current ? "page" : undefined}
              className="inline-block min-h-6 content-center font-medium text-primary hover:underline"
            >
              {name}
            </Link>
          </TableCell>
          <TableCell>{site ?? "–"}</TableCell>
          <TableCell>{isOwn ? <Badge tone="info">Its own</Badge> : builtIn(source)}</TableCell>
          <TableCell>{updatedAt === null ? "–" : <Instant at={updatedAt} />}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);

const builtIn = (source: string) => (source === DEFAULT_SOURCE ? "Built in" : "As all others");
