"""Layers: a client changes what it imports, and everything after it sees one specification.

A layer is a folder with what it imports below it. `layering.layered` carries out `extend`, `remove` and `replace`,
layer by layer from the bottom, as a function from syntax trees to syntax trees: each node keeps its place, so that
problems, origins and `lowcode explain` name the file that said so.

`folders` tells which folder stands on which; `working` holds the trees while they change, who changed what and what is
gone; `parts` finds fields, options, states and steps; `extending`, `replacing`, `removing` carry out; `cleaning` takes
what only showed or filled a removed thing with it; `uses` gathers what still needs one.
"""
