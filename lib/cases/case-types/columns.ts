import type { CaseColumn } from "./definition";

type Traits = Partial<Omit<CaseColumn, "datum" | "title">>;

/** A column; searchable, sortable text unless `traits` say otherwise. */
export function column(datum: string, title: string, traits: Traits = {}): CaseColumn {
  return { datum, title, searchable: true, sortable: true, type: "text", ...traits };
}

/** The type's own columns between those that every type has, in the order of the table. */
export function describeColumns(own: readonly CaseColumn[]): CaseColumn[] {
  return [
    column("ticks", "Times reported", { searchable: false, type: "number" }),
    column("account", "Account"),
    ...own,
    column("summary", "Summary", { sortable: false }),
    column("claimant", "Analyst"),
    column("ticket", "Ticket"),
    column("notes", "Notes", { searchable: false }),
    column("action", "Action", { searchable: false, sortable: false }),
  ];
}
