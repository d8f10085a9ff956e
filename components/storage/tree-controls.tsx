"use client";

import { useQueryStates } from "nuqs";
import { ChoiceFilter } from "@/components/data-table/choice-filter";
import { useTableTransition } from "@/components/data-table/table-transition";
import {
  type TreeArea,
  type TreeColour,
  treeAreas,
  treeColours,
  treeParsers,
} from "@/lib/storage/params/tree";

const areaTexts: Record<TreeArea, string> = { bytes: "Area: size", files: "Area: files" };
const colourTexts: Record<TreeColour, string> = {
  age: "Colour: last modified",
  type: "Colour: file type",
  group: "Colour: each its own",
};

/** What the tree shows and how; in the address. */
export const TreeControls = ({ volumes }: { volumes: readonly string[] }) => {
  const [, startTransition] = useTableTransition();
  const [values, setValues] = useQueryStates(treeParsers, {
    shallow: false,
    history: "push",
    startTransition,
  });
  return (
    <div className="flex flex-wrap gap-2">
      <ChoiceFilter
        label="Volume"
        any="All volumes"
        value={values.volume}
        options={volumes.map((name) => [name, name])}
        onChange={(text) => setValues({ volume: text || null, base: null })}
      />
      <ChoiceFilter
        label="Area"
        value={values.area}
        options={treeAreas.map((one) => [one, areaTexts[one]])}
        onChange={(text) => setValues({ area: treeAreas.find((one) => one === text) ?? null })}
      />
      <ChoiceFilter
        label="Colour"
        value={values.colour}
        options={treeColours.map((one) => [one, colourTexts[one]])}
        onChange={(text) => setValues({ colour: treeColours.find((one) => one === text) ?? null })}
      />
    </div>
  );
};
