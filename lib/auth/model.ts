/**
 * Who may do what.
 *
 * role        what a person is here: analyst, pi, admin; one person may hold several
 * service     what a component (machine) is here: detector, scheduler, collector …
 * permission  one thing one may do, `<noun>:<verb>`
 * reach       how far a permission goes: all records, or those of the person's own groups
 * viewer      the signed-in person with the permissions of this very request
 * actor       whoever changes something: a person, a component, or Headroom itself
 */

export const roles = ["analyst", "pi", "admin"] as const;
export type Role = (typeof roles)[number];

export const services = [
  "detector",
  "scheduler",
  "collector",
  "scanner",
  "reader",
  "monitor",
] as const;
export type Service = (typeof services)[number];

export type Reach = "all" | "own";

type Grants = Partial<Record<Role, Reach>>;

const staff: Grants = { analyst: "all", admin: "all" };
const everybody: Grants = { analyst: "all", pi: "own", admin: "all" };
const adminOnly: Grants = { admin: "all" };

/** The one table of people's permissions; docs and the permission tests read it too. */
export const permissionTable = {
  "case:read": everybody,
  "case:claim": staff,
  "case:note": staff,
  "case:ticket": staff,
  "case:decide": adminOnly,
  "storage:read": everybody,
  "accounting:read": everybody,
  "storage:decide": everybody,
  "audit:read": everybody,
  "audit:run": staff,
  "audit:apply": adminOnly,
  "dataspace:read": staff,
  "dataspace:manage": adminOnly,
  "admin:clusters": adminOnly,
  "admin:components": adminOnly,
  "admin:keys": adminOnly,
  "admin:people": adminOnly,
  "admin:history": adminOnly,
  /** Mapping of records to sites, groups and cores; archive and retention of records. */
  "admin:accounting": adminOnly,
  /** Settings of scans and warnings; starting scans. */
  "admin:storage": adminOnly,
} as const satisfies Record<string, Grants>;

export type Permission = keyof typeof permissionTable;

export const permissions = Object.keys(permissionTable) as Permission[];

/** What machines may do; a component's cluster, site or volume narrows it further. */
export const servicePermissionTable = {
  "feed:bursts": ["detector"],
  "feed:oldjobs": ["detector"],
  "feed:records": ["collector"],
  "feed:scan": ["scanner"],
  "feed:basedirs": ["scanner"],
  "feed:quotas": ["scanner"],
  // SECURITY: says who leads which group and so who sees what; only a scanner of no single volume.
  "feed:directory": ["scanner"],
  "records:write": ["collector"],
  "records:read": ["reader"],
  "records:metrics": ["monitor"],
  "protocol:report": ["detector"],
  "protocol:read": ["detector", "scheduler", "reader"],
  "protocol:adjustor": ["detector", "scheduler"],
  "export:read": ["reader"],
  "health:read": ["monitor", "reader"],
  "dataspace:read": ["reader", "monitor"],
} as const satisfies Record<string, readonly Service[]>;

export type ServicePermission = keyof typeof servicePermissionTable;

/** What a key may reach, beside what its service may do; null: any. Every list applies it. */
export interface KeyScope {
  clusterId: string | null;
  /** Accounting sites. */
  sites: readonly string[] | null;
  volume: string | null;
}

/** The signed-in person, as of this request. Plain data: it may travel to a client component. */
export interface Viewer {
  kind: "person";
  id: number;
  uid: string;
  cci: string | null;
  name: string;
  givenName: string | null;
  roles: Role[];
  grants: Partial<Record<Permission, Reach>>;
  /** Names of the groups this person leads: the reach `own`. */
  groups: string[];
  /** A component's: it reads what an analyst reads, within this. */
  within?: KeyScope;
}

export interface ComponentActor {
  kind: "component";
  id: string;
  name: string;
  service: Service;
  clusterId: string | null;
  /** Accounting sites this component speaks for, separated by commas; null: any. */
  site: string | null;
  /** Storage volume this component speaks for; null: any. */
  volume: string | null;
  keyId: number;
}

export interface SystemActor {
  kind: "system";
  id: "headroom";
  name: "Headroom";
}

export type Actor = Viewer | ComponentActor | SystemActor;

export const systemActor: SystemActor = { kind: "system", id: "headroom", name: "Headroom" };

/**
 * Permissions of somebody with these roles. `canAnalystsDecide` is the site's setting that lets
 * analysts accept and reject.
 */
export function grantsOf(
  held: readonly Role[],
  canAnalystsDecide = false,
): Partial<Record<Permission, Reach>> {
  const grants: Partial<Record<Permission, Reach>> = {};
  for (const permission of permissions) {
    const row: Grants = permissionTable[permission];
    const reaches = held.map((role) => row[role]);
    if (reaches.includes("all")) grants[permission] = "all";
    else if (reaches.includes("own")) grants[permission] = "own";
  }
  if (canAnalystsDecide && held.includes("analyst")) grants["case:decide"] = "all";
  return grants;
}

/** How far `actor` may go with `permission`; undefined where not at all. */
export function reachOf(actor: Actor, permission: Permission): Reach | undefined {
  if (actor.kind === "system") return "all";
  return actor.kind === "person" ? actor.grants[permission] : undefined;
}

export function may(actor: Actor, permission: Permission): boolean {
  return reachOf(actor, permission) !== undefined;
}

/**
 * How far the viewer reaches groups in the room that reaches furthest: all of them, or those it
 * leads; undefined for whoever may read nothing of any group.
 */
export function groupReachOf({ grants }: Pick<Viewer, "grants">): Reach | undefined {
  const rooms = ["case:read", "storage:read", "accounting:read"] as const;
  const reaches = rooms.map((permission) => grants[permission]);
  return reaches.find((reach) => reach === "all") ?? reaches.find((reach) => reach === "own");
}

export function mayService(actor: ComponentActor, permission: ServicePermission): boolean {
  const allowed: readonly Service[] = servicePermissionTable[permission];
  return allowed.includes(actor.service);
}

/** The accounting sites that a component speaks for; null: any. */
export function sitesOf({ site }: Pick<ComponentActor, "site">): readonly string[] | null {
  if (site === null) return null;
  return site
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
}

/** A component as a reader: it sees what an analyst sees, within the scope of its key. */
export function viewerOfComponent(component: ComponentActor): Viewer {
  const { id, name, clusterId, volume } = component;
  const within = { clusterId, sites: sitesOf(component), volume };
  return { ...viewerWithoutPerson(id, name, ["analyst"]), within };
}

/**
 * A viewer that is no person: the command line's operator, or a component that may read exports.
 * It sees what these roles see and has claimed nothing.
 */
export function viewerWithoutPerson(uid: string, name: string, roles: Role[]): Viewer {
  const grants = grantsOf(roles);
  return {
    kind: "person",
    id: 0,
    uid,
    cci: null,
    name,
    givenName: null,
    roles,
    grants,
    groups: [],
  };
}
