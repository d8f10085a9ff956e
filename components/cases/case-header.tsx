"use client";

import { LiveRefresh } from "@/components/shell/live-refresh";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import type { CaseVerb } from "@/lib/cases/model/verbs";
import type { CaseDetail } from "@/lib/cases/queries/get-case";
import { useCaseActs } from "./case-acts";
import { StateBadge } from "./case-cells";
import { CaseMenu } from "./case-menu";
import { buttonTexts } from "./verb-texts";

/** Verbs with a button of their own, by what people come for; the menu has all of them. */
const buttonVerbs: readonly CaseVerb[] = ["claim", "note", "ticket", "accept", "reject"];
const primaryVerbs: ReadonlySet<CaseVerb> = new Set(["accept", "claim"]);

export const CaseHeader = ({ detail }: { detail: CaseDetail }) => {
  const { act } = useCaseActs();
  const { metricTitle, metricUnit } = detail;
  const primary = detail.verbs.find((verb) => verb === "accept") ?? detail.verbs[0];
  return (
    <PageHeader
      title={detail.account}
      meta={
        <>
          {detail.hasDecision ? <StateBadge state={detail.state} /> : null}
          {detail.isCurrent ? null : <Badge tone="warning">Not in the newest report</Badge>}
          <LiveRefresh room="cases" />
        </>
      }
      description={
        <p>
          {sentenceCase(detail.noun)} on {detail.cluster.name}, {detail.resource}. {metricTitle}{" "}
          <strong className="text-foreground tabular-nums">{detail.metric}</strong>
          {metricUnit && ` ${metricUnit}`}, reported {detail.ticks}{" "}
          {detail.ticks === 1 ? "time" : "times"}.
        </p>
      }
      actions={
        <>
          {buttonVerbs
            .filter((verb) => detail.verbs.includes(verb))
            .map((verb) => (
              <Button
                key={verb}
                variant={verb === primary && primaryVerbs.has(verb) ? "primary" : "secondary"}
                onClick={() => act(verb, detail)}
              >
                {buttonTexts(verb, detail).label}
              </Button>
            ))}
          <CaseMenu target={detail} />
        </>
      }
    />
  );
};

const sentenceCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
