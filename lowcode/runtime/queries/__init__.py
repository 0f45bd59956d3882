"""The fast reads behind the pages: lists, records, related lists, lookups. Core only, never an ORM entity.

What belongs here: turning an address into a checked question (`address`), a question into statements that are
built once per shape (`conditions`, `sorting`, `walking`, `counting`, `searching`), rows into what a page shows
(`lists`, `records`, `related`, `lookups`). What never does: labels, formatting, HTML, writing.

The indexes that these statements need
======================================

Everything here is a walk along one B-tree. The compiler derives the trees from the views and grants; all of them are
plain ascending indexes (no DESC, no NULLS, no expressions, none partial) whose order ends in `id`, on both databases:

`s(f)` is the column that a list sorts by for field `f`: `FieldDefinition.sort_column` where there is one (the
pinyin key of a text), the field's own column otherwise. `default` is `s` of the first key of the list's sort, and
nothing (the index is just `(…, id)`) where the list has no sort of its own: such lists are newest first, by id.

=====================================  ===================================================================
for                                     index
=====================================  ===================================================================
each listed field that can be sorted    `(s(f), id, compared…)`: every scalar, choice, autonumber and stored
                                        computed field among the columns (not references, not longtext, not
                                        paths). `compared` are the columns of the filters and access
                                        conditions by equality: a walk in this order passes over what does not
                                        fit without looking into the table (18 times as fast, measured). A
                                        choice that is a filter needs none: its index below serves
the default sort                        `(default, id)`, also when the field is not listed; `created_at` and
                                        `updated_at` included
each filter f by equality               `(f, default, id)`: choice, bool, reference (`f_id`)
each filter f by range                  `(f, id)`: number, date, instant
each access condition by equality       `(c, default, id)`: `where owner == me` gives `(owner_id, default, id)`;
                                        through a reference (`customer.owner == me`) the foreign key of this
                                        entity `(customer_id, default, id)` and `(owner_id, id)` of the other
each related list and each reference    `(reference_id, default, id)`: serves related lists, deletes, computed
                                        fields; `(reference_id, id)` where the entity has no list
many of                                 `(option, <owner>_id)` beside the primary key `(<owner>_id, option)`
many to many                            the pair in both orders
sub-tables                              `(owner_record_id, position)`
lookup of an entity                     `(s(title), id)`
reports                                 `(date, …)` with all columns of the record that they read, marked `covering`:
                                        no list walks along those, for they do not end in `id`
=====================================  ===================================================================

An index that is the beginning of another one is left out; `unique` constraints count only for lookups by value.
Which columns may be sorted at run time is read from the model's indexes: a column that no index begins with is not
offered for sorting. So a missing index shows as a missing arrow, never as a slow page.

Why this is enough, in both directions, with empties last, on both databases: a sorted walk is made of *segments*
that follow each other, `f IS NOT NULL ORDER BY f, id` and then `f IS NULL ORDER BY id`; descending walks the same
tree backwards. SQLite and PostgreSQL disagree about where NULL belongs and neither uses an index for the other's
opinion, but both walk a segment either way. A choice sorts in the order of its options, one segment per option.
"""
