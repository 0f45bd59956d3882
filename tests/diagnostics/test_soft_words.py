"""Words of flows, approvals, rules and scenarios are names wherever no keyword is expected."""

from __future__ import annotations

import pytest

from lowcode.dsl.parser import parse
from lowcode.dsl.tables import tables
from lowcode.source import SourceFile

NEVER_A_NAME = {
    "if",
    "then",
    "else",
    "not",
    "and",
    "or",
    "in",
    "within",
    "is",
    "where",
    "when",
    "true",
    "false",
    "empty",
}
"""In expressions these stand for themselves."""
AFTER_PEOPLE = {"after", "among", "asks", "by", "cc", "due", "needs", "on", "to", "up"}
"""`role by owner`: a field called `role`, and then who may. A role of such a name is written without `role`."""

SPEC = """
entity {word} "Label" {{
  {word} "Label": {type}
  other: {type} = {word}.{word} + {word}
}}
flow {word} "Label" for {word} {{
  {state} "Label" start
  other
  {word} -> {word} "Label" by {word}, {word}.{word}, role {role} when {word} > 1 "no"
     needs {word} when {word}
     asks {word}, {word}
  other, {word} -> {word} on {word} > {word}
  on enter {word} {{ set {word} = {word}, {word}.{word} = 1 }}
  on stay {word} longer than 3d {{ delete {word} }}
}}
approval {word} for {word} by {word} {{
  step {word} "Label": {word}.{word}, other when {word}
  step {word}: all of {word}
  step {word}: leaders of {word} up to 2
  escalate after 3d to {word}
  edit {word}, {word}
  cc {word}
}}
rule {word} "Label" for {word} on change of {word}, {word} {{
  when {word}
  create {word} as {word} {{ {word} = {word}, other = {word} }}
  update {word} where {word} == {word} {{ {word} = {word} }}
  notify {word}, other by {word} cc {word} "text"
  send {word} to {word} by {word} on {word}
  task {word} "text" on {word} due {word}
  move -> {word}
  move {word} -> {word}
  submit {word} for {word}
  post {word} "/path" {{ {word} = {word}, other = {word} {{ {word} = {word} }} }}
  for {word} in {word} where {word} {{ delete {word} }}
  if {word} {{ stop "text" }} else if {word} {{ delete }} else {{ delete }}
  after 3d unless {word} {{ delete }}
  repeat every 1d until {word} max 3 {{ delete }}
}}
rule {word} for {word} on {word} > {word} {{ delete }}
rule {word} for {word} on {word}.{word} {{ delete }}
rule {word} for {word} on enter {word}, {word} {{ delete }}
rule {word} for {word} on approved {word} {{ delete }}
message {word} for {word} by {word} {{ subject "{{{word}}}"; body "{{{word}.{word}}}" }}
connection {word} {{ base env {word}; auth basic env {word} env {word} }}
scenario "{word}" {{
  as {word} {{
    let {word} = create {word} {{ {word} = {word} }}
    let {word} = {word}.{word}
    {word} -> {word} {{ {word} = 1 }}
    {word}.{word} -> {word}
    set {word}.{word} = {word}
    approve {word}
    return {word} to {word}
    submit {word} for {word} to {word}, {word}
    transfer {word} to {word}
    add signer {word} before {word}
    delegate to {word} for 3d
    press {word} "Label" {{ {word} = 1 }}
    expect {word}.{word} == {word}
    expect notified({word}, "text")
    open mail "text" of {word}
  }}
}}
view {word} {{ board by {word} card {word}, {word}.{word}; list {word}, other sort {word} }}
"""


@pytest.mark.parametrize("word", sorted(tables().keywords - NEVER_A_NAME))
def test_keywords_are_soft(word: str) -> None:
    type_ = "text" if word in ("one", "many", "rows") else word
    state = "first" if word == "any" else word
    text = SPEC.format(word=word, type=type_, role="sales" if word in AFTER_PEOPLE else word, state=state)
    found = parse(SourceFile("spec.lc", text))
    assert [(problem.code, text[problem.span.start :][:40]) for problem in found.problems] == []
    assert len(found.tree.declarations) == 12
