"""Lists as files: the rows and columns that somebody sees, as CSV or XLSX.

What belongs here: values as cells of a table (`cells`), and one module per kind of file. Rights are the queries'
business: what comes here may leave.
"""
