import type { Route } from "next";
import Link from "next/link";
import { groupPath } from "@/lib/groups/params";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { TreeParams } from "@/lib/storage/params/tree";
import type { Tree } from "@/lib/storage/queries/tree-boxes";
import { TextLink } from "./text-link";
import { treePlace } from "./tree-href";

/** Where in the tree this is, and the way back. */
export const TreeTrail = ({ tree, params }: { tree: Tree; params: TreeParams }) => {
  const { group, base } = tree;
  const steps: { text: string; href: Route }[] = [
    { text: params.volume ?? "All volumes", href: treePlace(params, {}) },
    ...(group === null ? [] : [{ text: group, href: treePlace(params, { group }) }]),
    ...(base === null
      ? []
      : [{ text: base.path, href: treePlace(params, { group, base: base.id }) }]),
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <nav aria-label="Place in the tree">
        <ol className="flex flex-wrap items-center gap-1.5">
          {steps.map(({ text, href }, index) => (
            <li key={href} className="flex items-center gap-1.5">
              {index === 0 ? null : <span aria-hidden>/</span>}
              {index === steps.length - 1 ? (
                <span aria-current="page" className="font-semibold break-all">
                  {text}
                </span>
              ) : (
                <Link
                  href={href}
                  className="inline-block min-h-6 content-center text-primary hover:underline"
                >
                  {text}
                </Link>
              )}
            </li>
          ))}
        </ol>
      </nav>
      <span className="text-sm text-muted-foreground tabular-nums">
        {formatBytes(tree.bytes)} in {formatNumber(tree.fileCount)} files
        {tree.boxCount > tree.boxes.length
          ? `; drawn are the ${formatNumber(tree.boxes.length)} largest of ${formatNumber(tree.boxCount)}`
          : ""}
      </span>
      {group === null ? null : (
        <TextLink href={`${groupPath(group)}${base === null ? "" : `?base=${base.id}`}`}>
          Page of {group}
        </TextLink>
      )}
    </div>
  );
};
