import "server-only";
import { Prisma, type Tx } from "@/lib/platform/db";

/** The scan whose entries are staged, and the date of the volume's next stored one. */
export interface StagedScan {
  id: bigint;
  volume: string;
  recordOn: Date;
  /** Null: it is the newest. */
  nextOn: Date | null;
}

const columns = Prisma.sql`volume_name, path, inode, action, bytes, uid, gid, last_modified_on,
  source_state, source_path, identity`;

/**
 * Merges the staged vault entries of a scan into the intervals of its volume, whatever the order in
 * which scans arrive, and empties the stage. An entry that the scan saw as before is not touched.
 * The caller holds the feed's lock. Returns how many entries the scan has, each once.
 *
 * An interval `[first_on, gone_on)` holds all its dates with a scan; two of one entry never touch.
 */
export async function mergeVaults(tx: Tx, scan: StagedScan): Promise<number> {
  const count = await collectSeen(tx, scan);
  await cutAbsent(tx, scan);
  await dropAbsent(tx, scan);
  await addPresent(tx, scan);
  await tx.$executeRaw`delete from staged_vault_entries where scan_id = ${scan.id}`;
  await tx.$executeRaw`delete from staged_vault_sources where scan_id = ${scan.id}`;
  return count;
}

// One file may be marked twice in the same way, as in a stash of the old and of the new name.
async function collectSeen(tx: Tx, { id }: StagedScan): Promise<number> {
  await tx.$executeRaw`
    create temp table seen_vaults (path text, inode numeric, action text, bytes bigint, uid bigint,
      gid bigint, last_modified_on date, source_state text, source_path text, identity bytea)
    on commit drop`;
  const count = await tx.$executeRaw`
    insert into seen_vaults
    select distinct on (identity) * from (
      select e.path, e.inode, e.action, e.bytes, e.uid, e.gid, e.last_modified_on,
        o.source_state, o.source_path,
        sha256(convert_to(concat_ws('|', e.inode, e.action, e.bytes, e.uid, e.gid,
          e.last_modified_on, o.source_state, quote_nullable(o.source_path),
          quote_literal(e.path)), 'UTF8')) as identity
      from staged_vault_entries e
      left join (
        select inode, array_agg(path order by ordinal desc) as paths
        from staged_vault_sources where scan_id = ${id} group by inode
      ) s on s.inode = e.inode
      cross join lateral (
        select case when s.paths is null then 'gone' when e.path = any(s.paths) then 'present'
            else 'renamed' end as source_state,
          case when e.path <> all(s.paths) then s.paths[1] end as source_path
      ) o
      where e.scan_id = ${id}
    ) entries
    order by identity`;
  await tx.$executeRaw`analyze seen_vaults`;
  return count;
}

function covering({ volume, recordOn }: StagedScan): Prisma.Sql {
  const day = Prisma.sql`${recordOn}::date`;
  return Prisma.sql`
    v.volume_name = ${volume} and v.first_on <= ${day}
      and (v.gone_on is null or v.gone_on > ${day})`;
}

const isAbsent = Prisma.sql`
  not exists (select from seen_vaults s where s.identity = v.identity)`;

/** Whether an interval goes on at the next scan. */
const goesOn = ({ nextOn }: StagedScan, gone: Prisma.Sql) =>
  Prisma.sql`(${nextOn}::date is not null and (${gone} is null or ${gone} > ${nextOn}::date))`;

// Seen before and perhaps after, but not by this scan: the interval ends here and goes on after it.
async function cutAbsent(tx: Tx, scan: StagedScan): Promise<void> {
  const day = Prisma.sql`${scan.recordOn}::date`;
  await tx.$executeRaw`
    with absent as (
      select v.* from vault_entries v
      where ${covering(scan)} and v.first_on < ${day} and ${isAbsent}
    ), cut as (
      update vault_entries v set gone_on = ${day} from absent a where v.id = a.id
    )
    insert into vault_entries (${columns}, first_on, gone_on)
    select ${columns}, ${scan.nextOn}::date, a.gone_on from absent a
    where ${goesOn(scan, Prisma.sql`a.gone_on`)}`;
}

// An earlier reading of this date had begun the interval: it begins at the next scan, or never was.
async function dropAbsent(tx: Tx, scan: StagedScan): Promise<void> {
  const { recordOn, nextOn } = scan;
  const stays = goesOn(scan, Prisma.sql`a.gone_on`);
  await tx.$executeRaw`
    with absent as (
      select v.id, v.gone_on from vault_entries v
      where ${covering(scan)} and v.first_on = ${recordOn}::date and ${isAbsent}
    ), moved as (
      update vault_entries v set first_on = ${nextOn}::date from absent a
      where v.id = a.id and ${stays}
    )
    delete from vault_entries v using absent a where v.id = a.id and not ${stays}`;
}

// Seen now, in no interval of this date: joined to what ends or begins beside it, else a new one.
async function addPresent(tx: Tx, scan: StagedScan): Promise<void> {
  const { volume, recordOn, nextOn } = scan;
  const day = Prisma.sql`${recordOn}::date`;
  const next = Prisma.sql`${nextOn}::date`;
  await tx.$executeRaw`
    with fresh as (
      select s.*, l.id as left_id, r.id as right_id, r.gone_on as right_gone_on
      from seen_vaults s
      left join vault_entries l
        on l.volume_name = ${volume} and l.identity = s.identity and l.gone_on = ${day}
      left join vault_entries r
        on r.volume_name = ${volume} and r.identity = s.identity and r.first_on = ${next}
      where not exists (
        select from vault_entries v where ${covering(scan)} and v.identity = s.identity)
    ), extended as (
      update vault_entries v
      set gone_on = case when f.right_id is null then ${next} else f.right_gone_on end
      from fresh f where v.id = f.left_id
    ), joined as (
      delete from vault_entries v using fresh f
      where v.id = f.right_id and f.left_id is not null
    ), begun as (
      update vault_entries v set first_on = ${day} from fresh f
      where v.id = f.right_id and f.left_id is null
    )
    insert into vault_entries (${columns}, first_on, gone_on)
    select ${volume}, path, inode, action, bytes, uid, gid, last_modified_on, source_state,
      source_path, identity, ${day}, ${next}
    from fresh where left_id is null and right_id is null`;
}
