"""What changes for the people who use an app, when its specification becomes another one: `lowcode diff`.

`words/` has a table of sentences for every class of the model, `essence` decides whether two values mean the same,
`speaking` puts them in words, `comparing` walks both models side by side, `rights` compares who may do what, and
`documents` lays the result out.
"""
