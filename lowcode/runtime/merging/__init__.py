"""Records that are about the same thing twice: finding them by the keys of `merge on`, and making one of them.

`duplicates` finds, `choosing` says what there is to choose, `merge` does it in one transaction, `moving` takes to the
record that stays what refers to the others, `following` leads from old addresses to it.
"""
