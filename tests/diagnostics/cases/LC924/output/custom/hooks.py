from lowcode.runtime.hooks import before_save


@before_save("order")
def copy_the_phone(record, context):
    record.note = record.customer.fone
    for each in record.customer.orders:
        each.number, each.version, each.customer_id, each.total = "1", 2, 3, 4
