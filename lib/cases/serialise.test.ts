import { describe, expect, it } from "vitest";
import { bursts } from "./case-types/bursts";
import { oldjobs } from "./case-types/oldjobs";
import { type CaseRecord, serialiseCase, serialisePretty } from "./serialise";

const burst: CaseRecord = {
  id: 1,
  account: "def-pi1",
  clusterId: "testcluster",
  resource: "cpu",
  state: "pending",
  metric: 1,
  epoch: 1634316499,
  ticks: 1,
  claimant: null,
  ticketId: null,
  ticketNo: null,
  ticketUrl: null,
  summary: null,
  detail: { firstJob: "1005", lastJob: "2000", submitters: ["user3"] },
  historyCount: 0,
};

describe("the plain serialisation", () => {
  it("is the protocol's to the byte", () => {
    expect(JSON.stringify(serialiseCase(bursts, burst))).toBe(
      '{"id":1,"account":"def-pi1","cluster":"testcluster","epoch":1634316499,"ticks":1,' +
        '"claimant":null,"ticket_id":null,"ticket_no":null,"summary":null,"resource":"cpu",' +
        '"pain":1,"jobrange":[1005,2000],"submitters":["user3"],"state":"pending",' +
        '"other":{"notes":0}}',
    );
  });
});

describe("the pretty serialisation", () => {
  it("follows each plain key with what people read", () => {
    expect(JSON.stringify(serialisePretty(bursts, burst))).toBe(
      '{"id":1,"account":"def-pi1","cluster":"testcluster","epoch":1634316499,"ticks":1,' +
        '"claimant":null,"ticket":null,"ticket_id":null,"ticket_no":null,"summary":null,' +
        '"resource":"cpu","resource_pretty":"CPU","pain":1,"pain_pretty":"1.00",' +
        '"jobrange":[1005,2000],"submitters":["user3"],"state":"pending",' +
        `"state_pretty":"Pending","usage_pretty":"<a target='beamplot' ` +
        `href='https://localhost/plots/testcluster/def-pi1_cpu.html'>Dash.cc</a>",` +
        '"actions":[{"id":"reject","label":"Reject"}],"other":{"notes":0}}',
    );
  });

  it("offers accept with a ticket and links it", () => {
    const item = {
      ...burst,
      ticketId: 7,
      ticketNo: "<07>",
      claimant: { cci: "c", givenName: "G" },
    };
    expect(serialisePretty(bursts, item)).toMatchObject({
      claimant: "c",
      claimant_pretty: "G",
      ticket_no: "<07>",
      ticket:
        "<a href='https://localhost/otrs/index.pl?Action=AgentTicketZoom&TicketID=7' " +
        "target='_ticket'>&lt;07&gt;</a>",
      actions: [
        { id: "reject", label: "Reject" },
        { id: "accept", label: "Accept" },
      ],
    });
    expect(serialisePretty(bursts, { ...item, state: "accepted" })).not.toHaveProperty("actions");
  });

  it("lets nothing of a report into the links as HTML", () => {
    const account = "a'><script>&/ü";
    expect(serialisePretty(bursts, { ...burst, account }).usage_pretty).toBe(
      "<a target='beamplot' href='https://localhost/plots/testcluster/" +
        "a%27%3E%3Cscript%3E%26%2F%C3%BC_cpu.html'>Dash.cc</a>",
    );
  });

  it("of an old job has no state, usage or text of its metric", () => {
    const item = {
      ...burst,
      state: null,
      metric: 13,
      summary: { mem: 4 },
      detail: { submitters: ["x"] },
    };
    const pretty = serialisePretty(oldjobs, item);
    expect(pretty).toMatchObject({ age: 13, submitter: "x", summary_pretty: { Memory: 4 } });
    for (const key of ["age_pretty", "state_pretty", "usage_pretty", "actions"]) {
      expect(pretty).not.toHaveProperty(key);
    }
    expect(serialisePretty(oldjobs, { ...item, summary: {} })).not.toHaveProperty("summary_pretty");
  });
});
