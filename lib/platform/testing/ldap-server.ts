import ldap, { type Answer, type Handler, type Request } from "ldapjs";

/**
 * A small LDAP server on the loopback interface that speaks the real protocol: simple binds, and
 * searches one level below a base, page by page.
 */

export interface FixtureEntry {
  /** First part of its name, such as `uid=ab12`. */
  rdn: string;
  attributes: Record<string, string | string[]>;
}

export interface LdapFixture {
  /** Entries by base. */
  bases: Record<string, FixtureEntry[]>;
  /** Passwords by name; the empty name is everybody. */
  passwords: Record<string, string>;
  /** Closes the connection instead of sending this page, counted over all searches from 1. */
  diesAtPage?: number;
  /** Refuses, as real servers do, to tell more than so many at once. */
  sizeLimit?: number;
  /** Never answers a search. */
  isSilent?: boolean;
}

/** Starts the server; `url` is its address, `pages` counts what it was asked for. */
export async function startLdapServer(
  fixture: LdapFixture,
  port = 0,
): Promise<{ url: string; fixture: LdapFixture; pageCount(): number; stop(): Promise<void> }> {
  const server = ldap.createServer();
  let pages = 0;
  server.on("error", () => undefined);
  const handleBind: Handler = (request, answer, next) => {
    const wanted = fixture.passwords[withoutBlanks(request.dn)];
    if (wanted === request.credentials) answer.end();
    next(wanted === request.credentials ? undefined : new ldap.InvalidCredentialsError());
  };
  server.bind("", handleBind);
  for (const base of Object.keys(fixture.bases)) {
    server.bind(base, handleBind);
    server.search(base, (request, answer, next) => {
      pages += 1;
      if (fixture.diesAtPage === pages) request.connection.destroy();
      else if (!fixture.isSilent) sendPage(fixture, base, request, answer, next);
    });
  }
  await new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  return {
    url: `ldap://127.0.0.1:${server.address().port}`,
    fixture,
    pageCount: () => pages,
    stop: () => new Promise((done) => server.close(done)),
  };
}

const withoutBlanks = (name: { toString(): string }) => name.toString().replace(/,\s+/g, ",");

function sendPage(
  fixture: LdapFixture,
  base: string,
  request: Request,
  answer: Answer,
  next: (error?: unknown) => void,
): void {
  const found = (fixture.bases[base] ?? []).filter(({ attributes }) =>
    request.filter.matches({ objectClass: ["top"], ...attributes }),
  );
  const paging = request.controls.find(({ type }) => type === ldap.PagedResultsControl.OID)?.value;
  const from = Number(paging?.cookie.toString() || "0");
  const size = paging?.size ?? found.length;
  if (fixture.sizeLimit !== undefined && size > fixture.sizeLimit) {
    next(new ldap.SizeLimitExceededError());
    return;
  }
  // The library would compare names of attributes by their case, which no server does.
  answer.attributes = [];
  const wanted = request.attributes.map((name) => name.toLowerCase());
  for (const { rdn, attributes } of found.slice(from, from + size)) {
    const told = Object.entries(attributes).filter(([name]) => wanted.includes(name.toLowerCase()));
    answer.send({ dn: `${rdn},${base}`, attributes: Object.fromEntries(told) });
  }
  if (paging) {
    const cookie = Buffer.from(from + size < found.length ? String(from + size) : "");
    answer.addControl(new ldap.PagedResultsControl({ value: { size: found.length, cookie } }));
  }
  answer.end();
  next();
}
