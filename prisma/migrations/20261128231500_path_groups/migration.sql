-- One word for a path that is counted as if it were a group. The view of their names follows.
alter table storage_settings rename column pseudo_groups to path_groups;
