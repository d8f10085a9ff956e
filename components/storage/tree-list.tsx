import type { Route } from "next";
import Link from "next/link";
import {
  Table,
  TableBody,
  TableCaption,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from "@/components/ui/table";
import { formatBytes, formatNumber, formatPercent } from "@/lib/platform/format";
import type { TreeArea } from "@/lib/storage/params/tree";
import type { Tree, TreeBox } from "@/lib/storage/queries/tree-boxes";
import { ageOf } from "./tree-colours";
import { daysWords } from "./usage-cells";

interface TreeListProps {
  tree: Tree;
  area: TreeArea;
  /** Null where nothing lies below. */
  hrefOf: ((id: string) => Route) | null;
}

const SHOWN = 100;

/** The same boxes in words, the largest first. */
export const TreeList = ({ tree, area, hrefOf }: TreeListProps) => (
  <div className="rounded-lg border border-border bg-card">
    <Table label="Boxes as a list" containerClassName="max-h-[560px] overflow-y-auto">
      <TableCaption>Boxes as a list</TableCaption>
      <TableHeader>
        <tr className="border-b border-border">
          <TableHead>Name</TableHead>
          <TableHead className="text-right">Size</TableHead>
          <TableHead className="text-right">Share</TableHead>
          <TableHead className="text-right">Files</TableHead>
          <TableHead className="text-right">Last modified</TableHead>
          <TableHead>Mostly</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {tree.boxes.slice(0, SHOWN).map((box) => (
          <TableRow key={box.id}>
            <TableCell className="max-w-52 truncate" title={`${box.name}, ${box.volume}`}>
              {hrefOf === null ? (
                box.name
              ) : (
                <Link
                  href={hrefOf(box.id)}
                  scroll={false}
                  className="inline-block min-h-6 content-center text-primary hover:underline"
                >
                  {box.name}
                </Link>
              )}
            </TableCell>
            <NumberCell text={formatBytes(box.bytes)} />
            <NumberCell text={formatPercent(shareOf(box, tree, area))} />
            <NumberCell text={formatNumber(box.fileCount)} />
            <TableCell className="text-right whitespace-nowrap tabular-nums">
              <span
                aria-hidden
                className="mr-1.5 inline-block size-2.5 rounded-sm border border-border"
                style={{ background: ageOf(box.newestDays).fill }}
              />
              {daysWords(box.newestDays)} d
            </TableCell>
            <TableCell>{box.type}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
    {tree.boxCount > SHOWN ? (
      <p className="px-2.5 py-2 text-sm text-muted-foreground">
        The {SHOWN} largest of {formatNumber(tree.boxCount)}.
      </p>
    ) : null}
  </div>
);

const NumberCell = ({ text }: { text: string }) => (
  <TableCell className="text-right whitespace-nowrap tabular-nums">{text}</TableCell>
);

function shareOf(box: TreeBox, tree: Tree, area: TreeArea): number {
  const [part, whole] =
    area === "files" ? [box.fileCount, tree.fileCount] : [box.bytes, tree.bytes];
  return whole === 0n ? 0 : Number((part * 10_000n) / whole) / 10_000;
}
