from lowcode.runtime.hooks import before_save


@before_save("customer")
def look(record, context):
    if record.silent > record.twice:
        record.name = "?"
