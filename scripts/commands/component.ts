import { componentList } from "@/lib/admin/lists/components";
import { isOverdue } from "@/lib/admin/model";
import { createComponent, deleteComponent } from "@/lib/admin/mutations/components";
import { createComponentSchema, deleteComponentSchema } from "@/lib/admin/schema";
import { systemActor } from "@/lib/auth/model";
import { now } from "@/lib/platform/clock";
import { listPage } from "@/lib/platform/list/page";
import { asTable, everyPage, isoOrNull, type Noun, parseInput } from "./command";

const text = { type: "string" } as const;

export const componentCommands: Noun = {
  name: "component",
  about: "machines that talk to Headroom",
  verbs: {
    create: {
      usage:
        "--name NAME --service SERVICE [--id ID] [--cluster ID | --site NAME | --volume NAME] " +
        "[--interval SECONDS]",
      options: {
        id: text,
        name: text,
        service: text,
        cluster: text,
        site: text,
        volume: text,
        interval: text,
      },
      async run({ values }) {
        const { cluster, interval, ...rest } = values;
        const given = { ...rest, clusterId: cluster, intervalSeconds: interval };
        const input = parseInput(createComponentSchema, given);
        const component = await createComponent(systemActor, input);
        return { value: component, text: `created component ${component.id}` };
      },
    },
    list: {
      usage: "",
      options: {},
      async run() {
        const rows = await everyPage((page) =>
          listPage(componentList, systemActor, { page, size: 100 }),
        );
        const value = rows.map((row) => ({
          id: row.id,
          name: row.name,
          service: row.service,
          cluster: row.clusterId,
          site: row.site,
          volume: row.volume,
          intervalSeconds: row.intervalSeconds,
          lastHeardAt: isoOrNull(row.lastHeardAt),
          isOverdue: isOverdue(row, now()),
          activeKeys: row.keyCount,
        }));
        const lines = value.map((row) => [
          row.id,
          row.name,
          row.service,
          row.cluster ?? row.site ?? row.volume,
          row.lastHeardAt ?? "never",
          row.isOverdue ? "overdue" : "",
          row.activeKeys,
        ]);
        const heading = ["ID", "NAME", "SERVICE", "FOR", "LAST HEARD", "", "KEYS"];
        return { value, text: asTable(heading, lines) };
      },
    },
    delete: {
      usage: "--id ID",
      options: { id: text },
      async run({ values }) {
        const input = parseInput(deleteComponentSchema, values);
        await deleteComponent(systemActor, input);
        return { value: { id: input.id }, text: `deleted component ${input.id}` };
      },
    },
  },
};
