-- One name for a group and a person, by Unix number, for every room. The first view is a plain join,
-- so that a statement that names nothing of it does not read it.
create view groups_by_number as
  select g.gid as number, g.id as group_id, g.name, g.gone_at is not null as is_gone,
    p.uid as pi_uid, p.name as pi, p.surname as pi_surname
  from groups g left join people p on p.id = g.pi_id
  where g.gid is not null;

create view path_groups as
  select distinct on (gid) gid as number, name, pi from (
    select (e ->> 'id')::bigint as gid, e ->> 'name' as name, e ->> 'pi' as pi
    from storage_settings, jsonb_array_elements(pseudo_groups) e
    where jsonb_typeof(pseudo_groups) = 'array'
  ) declared
  where gid < 0
  order by gid;

create view people_by_number as
  select distinct on (uid_number) uid_number as number, uid, name from people
  where uid_number is not null
  order by uid_number, gone_at desc nulls first, id;
