-- Streets, water and buildings under the grids. Irreversible.
create table wangge.reference_feature (
  territory_id text collate "C" not null,
  reference_id bigint generated always as identity,
  generation bigint not null,
  kind text not null,
  rank smallint not null,
  name text,
  geometry geometry(Geometry, 4326) not null,
  constraint reference_feature_pkey primary key (territory_id, reference_id),
  constraint reference_feature_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint reference_feature_kind_known check (kind in ('street', 'water', 'building')),
  constraint reference_feature_rank_range check (rank between 1 and 3)
);
create index reference_feature_of_kind on wangge.reference_feature (territory_id, kind, generation, reference_id);
comment on table wangge.reference_feature is 'What planners draw along: layers under the grids, replaced as a whole.';
comment on column wangge.reference_feature.territory_id is 'Territory it belongs to.';
comment on column wangge.reference_feature.reference_id is 'Identity of the row.';
comment on column wangge.reference_feature.generation is 'Load it came with; only the one that wangge.reference_layer names is shown.';
comment on column wangge.reference_feature.kind is 'street, water or building.';
comment on column wangge.reference_feature.rank is 'Importance for drawing by zoom: 1 first, 3 last.';
comment on column wangge.reference_feature.name is 'Name, where it has one.';
comment on column wangge.reference_feature.geometry is 'WGS84, points, lines or polygons.';

create table wangge.reference_layer (
  territory_id text collate "C" not null,
  kind text not null,
  generation bigint not null,
  constraint reference_layer_pkey primary key (territory_id, kind),
  constraint reference_layer_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint reference_layer_kind_known check (kind in ('street', 'water', 'building'))
);
create sequence wangge.reference_generation as bigint;
comment on sequence wangge.reference_generation is 'Numbers the loads of reference layers.';
comment on table wangge.reference_layer is 'Which load of a reference layer is shown; moving it is one update, so a load is seen whole or not at all.';
comment on column wangge.reference_layer.territory_id is 'Territory it belongs to.';
comment on column wangge.reference_layer.kind is 'street, water or building.';
comment on column wangge.reference_layer.generation is 'Load that is shown.';
