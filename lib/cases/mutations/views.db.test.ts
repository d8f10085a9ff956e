import { expect, it } from "vitest";
import { makeViewer } from "../factory";
import { listViews } from "../queries/describe-queue";
import { deleteView, saveView } from "./views";

it("keeps, replaces and forgets views, each person's own", async () => {
  const ana = await makeViewer("analyst");
  const bo = await makeViewer("analyst");
  await saveView(ana, { name: "Worst", query: "sort=-pain" });
  await saveView(ana, { name: "Mine", query: "claimant=me" });
  await saveView(ana, { name: "Worst", query: "sort=-pain&state=pending" });
  expect(await listViews(ana)).toEqual([
    { name: "Mine", query: "claimant=me" },
    { name: "Worst", query: "sort=-pain&state=pending" },
  ]);
  expect(await listViews(bo)).toEqual([]);
  await deleteView(ana, { name: "Mine" });
  await deleteView(ana, { name: "Mine" });
  expect((await listViews(ana)).map(({ name }) => name)).toEqual(["Worst"]);
});

it("loses nothing when two tabs save at once, and stops at twenty", async () => {
  const ana = await makeViewer("analyst");
  const names = Array.from({ length: 20 }, (_, n) => `View ${n}`);
  await Promise.all(names.map((name) => saveView(ana, { name, query: "" })));
  expect(await listViews(ana)).toHaveLength(20);
  await expect(saveView(ana, { name: "One more", query: "" })).rejects.toMatchObject({
    code: "invalid_state",
  });
});
