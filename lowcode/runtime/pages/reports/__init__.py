"""The pages of reports and dashboards: what is asked for in an address, how an answer is shown and where it leads.

What belongs here: addresses (`scope`), words and links around an answer (`tables`, `big_numbers`, `tiles`), the pages.
What never does: computing an answer (`lowcode.runtime.reports`) and drawing a chart (`lowcode.runtime.charts`).
"""
