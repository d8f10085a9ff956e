import { clusterList } from "@/lib/admin/lists/clusters";
import { createCluster, deleteCluster } from "@/lib/admin/mutations/clusters";
import { createClusterSchema, deleteClusterSchema } from "@/lib/admin/schema";
import { systemActor } from "@/lib/auth/model";
import { listPage } from "@/lib/platform/list/page";
import { asTable, everyPage, type Noun, parseInput } from "./command";

const id = { type: "string" } as const;

export const clusterCommands: Noun = {
  name: "cluster",
  about: "compute clusters",
  verbs: {
    create: {
      usage: "--id ID --name NAME",
      options: { id, name: { type: "string" } },
      async run({ values }) {
        const cluster = await createCluster(systemActor, parseInput(createClusterSchema, values));
        return { value: cluster, text: `created cluster ${cluster.id} (${cluster.name})` };
      },
    },
    list: {
      usage: "",
      options: {},
      async run() {
        const rows = await everyPage((page) =>
          listPage(clusterList, systemActor, { page, size: 100 }),
        );
        const value = rows.map(({ id, name, componentCount, caseCount }) => ({
          id,
          name,
          components: componentCount,
          cases: caseCount,
        }));
        const lines = value.map((row) => [row.id, row.name, row.components, row.cases]);
        return { value, text: asTable(["ID", "NAME", "COMPONENTS", "CASES"], lines) };
      },
    },
    delete: {
      usage: "--id ID",
      options: { id },
      async run({ values }) {
        const input = parseInput(deleteClusterSchema, values);
        await deleteCluster(systemActor, input);
        return { value: { id: input.id }, text: `deleted cluster ${input.id}` };
      },
    },
  },
};
