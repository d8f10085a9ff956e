import { DefinitionList } from "@/components/ui/definition-list";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import type { MappingPreview, PreviewedName } from "@/lib/accounting/queries/preview-mapping";
import { formatNumber, formatPercent } from "@/lib/platform/format";
import { formatAmount, nameOf } from "./usage-words";

/** What the newest records of a source would count as. */
export const MappingPreviewPanel = ({ preview }: { preview: MappingPreview }) => {
  const { records } = preview;
  const part = (count: number) => `${formatNumber(count)} of ${formatNumber(records)}`;
  if (records === 0) return <p role="status">The source has sent no record that could be read.</p>;
  return (
    <section aria-label="Preview" className="space-y-3">
      <p role="status" className="font-medium">
        The newest {formatNumber(records)} records of this source would be read so:
      </p>
      <DefinitionList
        columns={3}
        facts={[
          { term: "With cores", value: part(preview.withCores) },
          { term: "With GPUs", value: part(preview.withGpus) },
          { term: "With a score", value: part(preview.withScore) },
          { term: "With CPU time", value: part(preview.withCpuTime) },
          { term: "With memory", value: part(preview.withMemory) },
          { term: "CPU efficiency", value: formatPercent(preview.efficiency) },
          { term: "Cores, summed", value: formatAmount(preview.cores) },
          { term: "GPUs, summed", value: formatAmount(preview.gpus) },
          { term: "CPU-hours, summed", value: formatAmount(preview.cpuHours) },
        ]}
      />
      <div className="grid gap-3 lg:grid-cols-3">
        <Names by="site" title="Sites" names={preview.sites} />
        <Names by="group" title="Groups" names={preview.groups} />
        <Names by="user" title="Users" names={preview.users} />
      </div>
    </section>
  );
};

interface NamesProps {
  by: "site" | "group" | "user";
  title: string;
  names: readonly PreviewedName[];
}

const Names = ({ by, title, names }: NamesProps) => (
  <Table label={title} containerClassName="max-h-72 overflow-y-auto">
    <TableCaption>{title}, by the number of records</TableCaption>
    <TableHeader>
      <tr>
        <TableHead>{title}</TableHead>
        <TableHead className="text-right">Would be</TableHead>
        <TableHead className="text-right">Are now</TableHead>
      </tr>
    </TableHeader>
    <TableBody>
      {names.map(({ name, records, recordsNow }) => (
        <TableRow key={name}>
          <TableCell className="h-7 max-w-40 truncate">{nameOf(by, name)}</TableCell>
          <TableCell className="h-7 text-right tabular-nums">{formatNumber(records)}</TableCell>
          <TableCell className="h-7 text-right tabular-nums">{formatNumber(recordsNow)}</TableCell>
        </TableRow>
      ))}
    </TableBody>
  </Table>
);
