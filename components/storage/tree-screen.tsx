"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { LazyTreemapChart } from "@/components/charts/lazy-treemap-chart";
import { EmptyState } from "@/components/ui/empty-state";
import { formatBytes, formatNumber } from "@/lib/platform/format";
import type { TreeParams } from "@/lib/storage/params/tree";
import type { Tree, TreeBox } from "@/lib/storage/queries/tree-boxes";
import { looksOf } from "./tree-colours";
import { TreeControls } from "./tree-controls";
import { treeHref } from "./tree-href";
import { TreeList } from "./tree-list";
import { TreeTrail } from "./tree-trail";
import { daysWords } from "./usage-cells";

interface TreeScreenProps {
  tree: Tree;
  params: TreeParams;
  volumes: readonly string[];
}

/** Where the space is: boxes as large as what lies in them, and the same as a list. */
export const TreeScreen = ({ tree, params, volumes }: TreeScreenProps) => {
  const router = useRouter();
  const { boxes, step } = tree;
  const { looks, legend } = useMemo(() => looksOf(boxes, params.colour), [boxes, params.colour]);
  const items = useMemo(
    () =>
      boxes.map((box, index) => ({
        id: box.id,
        name: box.name,
        value: Number(params.area === "files" ? box.fileCount : box.bytes),
        detail: detailOf(box),
        fill: looks[index]?.fill ?? "var(--muted)",
        ink: looks[index]?.ink ?? "var(--foreground)",
        isOpenable: step !== "buckets",
      })),
    [boxes, looks, params.area, step],
  );
  const hrefOf = (id: string) => treeHref(params, step, id);
  return (
    <div className="space-y-3">
      <TreeControls volumes={volumes} />
      <TreeTrail tree={tree} params={params} />
      {boxes.length === 0 ? (
        <EmptyState
          title="Nothing here"
          text="No scan names a directory of it. Go one step back, or choose another volume."
        />
      ) : (
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <div className="rounded-lg border border-border bg-card p-3">
            <LazyTreemapChart
              items={items}
              label="Space by directory; the list beside has the same"
              onOpen={(id) => router.push(hrefOf(id), { scroll: false })}
            />
            <ul aria-label="Colours" className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm">
              {legend.map((look) => (
                <li key={look.name} className="flex items-center gap-1.5">
                  <span
                    aria-hidden
                    className="size-3.5 rounded-sm border border-border"
                    style={{ background: look.fill }}
                  />
                  {look.name}
                </li>
              ))}
            </ul>
          </div>
          <TreeList tree={tree} area={params.area} hrefOf={step === "buckets" ? null : hrefOf} />
        </div>
      )}
    </div>
  );
};

const detailOf = (box: TreeBox): string =>
  `${box.name}, ${box.volume}: ${formatBytes(box.bytes)} in ${formatNumber(box.fileCount)} files, ` +
  `last modified ${daysWords(box.newestDays)} days before the scan, mostly ${box.type}`;
