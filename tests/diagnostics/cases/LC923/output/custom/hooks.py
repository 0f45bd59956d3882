from lowcode.runtime.hooks import after_delete, before_save


@before_save("custmer")
@after_delete("invoice")
def tidy(record, context):
    record.name = record.name.strip()
