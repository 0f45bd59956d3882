"""The one way to save: forms, bulk edits, samples, later imports, the API and rules all pass through here.

For other layers:

* `lowcode.runtime.forms.parse_submission(entity, form, context) -> Submission`
* `lowcode.runtime.saving.save.save(context, entity, record_id, submission, version) -> Saved | Refused | Conflict`
  (`record_id` None creates; `version` is what the form was opened with)
* `lowcode.runtime.saving.bulk.bulk_update(context, entity, record_ids, field, value) -> BulkOutcome`
* `lowcode.runtime.saving.deleting.consequences(context, entity, record_id) -> Consequences` and `delete(…)`
* `lowcode.runtime.recycle_bin`: `deleted_records(…)`, `restore(…)`
* `lowcode.runtime.saving.preview.preview(context, entity, submission, record_id)`: the record as it stands in a form,
  with defaults and computed fields: for an empty form (`Submission(values={})`) and for dependent options

All work inside the caller's transaction (`Database.writing`) and never commit. `save` leaves the transaction clean
when it refuses: the caller goes on reading and may commit.
"""
