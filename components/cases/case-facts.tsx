import { Card, CardContent, CardHeader, CardTitle } from "@/components/ui/card";
import { DefinitionList } from "@/components/ui/definition-list";
import { Instant } from "@/components/ui/instant";
import type { CaseDetail } from "@/lib/cases/queries/get-case";
import type { Contact } from "@/lib/directory/queries/people";
import { ClaimantName, SummaryTable, TicketCell, UsageCell } from "./case-cells";

interface CaseFactsProps {
  detail: CaseDetail;
  isForStaff: boolean;
}

export const CaseFacts = ({ detail, isForStaff }: CaseFactsProps) => (
  <Card>
    <CardHeader>
      <CardTitle>Facts</CardTitle>
    </CardHeader>
    <CardContent>
      <DefinitionList
        facts={[
          { term: "Account", value: detail.account },
          { term: "Cluster", value: `${detail.cluster.name} (${detail.cluster.id})` },
          { term: "Resource", value: detail.resource },
          ...detail.facts.map(({ label, value }) => ({ term: label, value })),
          { term: "First reported", value: <Instant at={detail.firstReportedAt} /> },
          { term: "Last reported", value: <Instant at={detail.reportedAt} /> },
          { term: "In the newest report", value: detail.isCurrent ? "Yes" : "No" },
          ...(detail.decidedAt === null
            ? []
            : [{ term: "Decided", value: <Instant at={detail.decidedAt} /> }]),
          ...(isForStaff
            ? [{ term: "Analyst", value: <ClaimantName claimant={detail.claimant} /> }]
            : []),
          { term: "Ticket", value: <TicketCell ticket={detail.ticket} /> },
          ...(detail.usageUrl === null
            ? []
            : [{ term: "Usage graphs", value: <UsageCell url={detail.usageUrl} /> }]),
        ]}
      />
    </CardContent>
  </Card>
);

export const CaseSummary = ({ detail }: { detail: CaseDetail }) => (
  <Card>
    <CardHeader>
      <CardTitle>Summary of the detector</CardTitle>
    </CardHeader>
    <CardContent>
      {detail.summary.length === 0 ? (
        <p className="text-muted-foreground">The newest report came without a summary.</p>
      ) : (
        <SummaryTable entries={detail.summary} />
      )}
    </CardContent>
  </Card>
);

/** Whom to write to; the one to ask first leads. */
export const CaseContacts = ({ detail }: { detail: CaseDetail }) => {
  const pi = (
    <ContactGroup
      key="pi"
      title="PI of the account"
      people={detail.pi ? [detail.pi] : []}
      none="The directory knows no PI of this account."
    />
  );
  const users = (
    <ContactGroup
      key="users"
      title="Submitters"
      people={detail.users}
      none="The detector named nobody."
    />
  );
  return (
    <Card>
      <CardHeader>
        <CardTitle>Contact</CardTitle>
      </CardHeader>
      <CardContent className="space-y-3">
        {detail.contact === "pi" ? [pi, users] : [users, pi]}
      </CardContent>
    </Card>
  );
};

interface ContactGroupProps {
  title: string;
  people: readonly Contact[];
  none: string;
}

const ContactGroup = ({ title, people, none }: ContactGroupProps) => (
  <div>
    <h3 className="text-sm text-muted-foreground">{title}</h3>
    {people.length === 0 ? <p>{none}</p> : null}
    <ul>
      {people.map((person) => (
        <li key={person.uid} className="break-words">
          {person.name ?? person.uid}
          {person.name === null ? null : (
            <span className="text-muted-foreground"> ({person.uid})</span>
          )}
          {person.email === null ? null : (
            <>
              {" "}
              <a
                href={`mailto:${person.email}`}
                className="text-primary underline underline-offset-2"
              >
                {person.email}
              </a>
            </>
          )}
        </li>
      ))}
    </ul>
  </div>
);
