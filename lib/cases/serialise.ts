import { env } from "@/lib/platform/env";
import type { CaseType } from "./case-types/definition";
import type { CaseState, Resource } from "./model";
import { decisionVerbs, verbOf } from "./model/verbs";

/** A case as the protocol and the pages tell of it. */
export interface CaseRecord {
  id: number;
  account: string;
  clusterId: string;
  resource: Resource;
  state: CaseState | null;
  metric: number;
  /** UNIX seconds of the report that last named it. */
  epoch: number;
  ticks: number;
  /** Person identifier and given name of the analyst. */
  claimant: { cci: string; givenName: string } | null;
  ticketId: number | null;
  ticketNo: string | null;
  ticketUrl: string | null;
  summary: Record<string, unknown> | null;
  detail: unknown;
  /** All history rows. */
  historyCount: number;
}

type LinkSource = Pick<CaseRecord, "clusterId" | "account" | "resource">;
type TicketSource = Pick<CaseRecord, "ticketId" | "ticketNo" | "ticketUrl">;

const stateLabels: Record<CaseState, string> = {
  pending: "Pending",
  accepted: "Accepted",
  rejected: "Rejected",
};

/** The plain serialisation: what detectors and schedulers get. Key order is the protocol's. */
export function serialiseCase(type: CaseType, item: CaseRecord): Record<string, unknown> {
  return {
    ...commonKeys(item),
    ...type.serialise(item, item.detail),
    other: { notes: item.historyCount },
  };
}

function commonKeys(item: CaseRecord): Record<string, unknown> {
  return {
    id: item.id,
    account: item.account,
    cluster: item.clusterId,
    epoch: item.epoch,
    ticks: item.ticks,
    claimant: item.claimant?.cci ?? null,
    ticket_id: item.ticketId,
    ticket_no: item.ticketNo,
    summary: item.summary,
  };
}

/** The plain keys, each followed by what people read instead; raw values are never replaced. */
export function serialisePretty(type: CaseType, item: CaseRecord): Record<string, unknown> {
  const plain = serialiseCase(type, item);
  const keys = Object.entries(plain).flatMap(([key, value]) => [
    [key, value] as const,
    ...prettyKeys(type, item, key),
  ]);
  return Object.fromEntries(keys);
}

function prettyKeys(type: CaseType, item: CaseRecord, key: string): [string, unknown][] {
  const { resource, state, summary, claimant } = item;
  if (key === type.description.metric && type.hasPrettyMetric) {
    return [[`${key}_pretty`, type.formatMetric(item.metric)]];
  }
  switch (key) {
    case "claimant": {
      const ticket: [string, unknown] = ["ticket", ticketAnchor(item)];
      return claimant ? [["claimant_pretty", claimant.givenName], ticket] : [ticket];
    }
    case "summary":
      if (!summary || Object.keys(summary).length === 0) return [];
      return [["summary_pretty", Object.fromEntries(type.prettySummary(summary))]];
    case "resource":
      return [["resource_pretty", resource.toUpperCase()]];
    case "state": {
      const pretty: [string, unknown][] = state ? [["state_pretty", stateLabels[state]]] : [];
      if (type.hasUsageLink) pretty.push(["usage_pretty", usageAnchor(item)]);
      if (state === "pending") pretty.push(["actions", pendingActions(item)]);
      return pretty;
    }
    default:
      return [];
  }
}

function pendingActions({ ticketNo }: TicketSource): { id: string; label: string }[] {
  const facts = { state: "pending", claimantId: null, ticketNo } as const;
  return decisionVerbs
    .filter((verb) => verbOf(verb).isOffered(facts, 0))
    .map((verb) => ({ id: verb, label: verbOf(verb).label }));
}

/** Link to the usage graphs of an account, from HEADROOM_BURSTS_USAGE_URI. */
export function usageLink(item: LinkSource): { url: string; label: string } {
  const { clusterId: cluster, account, resource } = item;
  const url = fillUri(env().HEADROOM_BURSTS_USAGE_URI, { cluster, account, resource });
  return { url, label: "Dash.cc" };
}

/** The case's ticket, or null; `url` is null where only a number without an address is known. */
export function ticketLink(
  item: TicketSource,
): { id: number | null; no: string; url: string | null } | null {
  const { ticketId, ticketNo, ticketUrl } = item;
  if (ticketNo === null) return null;
  const values = { ticket_id: String(ticketId), ticket_no: ticketNo };
  const url = ticketId === null ? null : fillUri(env().HEADROOM_TICKET_URI, values);
  return { id: ticketId, no: ticketNo, url: ticketUrl ?? url };
}

function usageAnchor(item: LinkSource): string {
  const { url, label } = usageLink(item);
  return `<a target='beamplot' href='${escapeUri(url)}'>${label}</a>`;
}

function ticketAnchor(item: TicketSource): string | null {
  const ticket = ticketLink(item);
  if (!ticket) return null;
  const text = escapeHtml(ticket.no);
  return ticket.url ? `<a href='${escapeUri(ticket.url)}' target='_ticket'>${text}</a>` : text;
}

function fillUri(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : encodeURIComponent(value).replaceAll("'", "%27");
  });
}

// SECURITY: clients put these anchors into pages as HTML.
function escapeHtml(text: string): string {
  return escapeUri(text.replaceAll("&", "&amp;"));
}

// The ampersands of an address stay as they are, as clients of the protocol have always had them.
function escapeUri(text: string): string {
  return text
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("'", "&#39;")
    .replaceAll('"', "&quot;");
}
