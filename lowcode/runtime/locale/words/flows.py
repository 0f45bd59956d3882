"""Why a flow, a button or a rule says no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

FLOW_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "problem.state_only_by_transition": (
        "{label}不能直接修改，请使用流程按钮",
        "{label} is changed by the buttons of the flow only",
    ),
    "problem.locked": (
        "{label}正在“{approval}”中，审批结束前不能修改",
        "{label} cannot be changed while “{approval}” is running",
    ),
    "problem.locked_elsewhere": (
        "相关记录正在“{approval}”中，审批结束前不能修改",
        "A record that this would change is in “{approval}”",
    ),
    "problem.no_such_transition": ("没有这个操作，请刷新页面", "There is no such step; load the page again"),
    "problem.state_moved_on": (
        "操作未完成：这条记录已处于“{state}”，可能刚被他人处理，请刷新页面",
        "Nothing was done: this is “{state}” by now, somebody may have been faster; load the page again",
    ),
    "problem.in_approval": (
        "正在审批中，审批结束或撤回后才能操作",
        "This is being approved; wait for it or withdraw it",
    ),
    "problem.transition_not_yours": ("您没有执行此操作的权限", "You are not one of those who may do this"),
    "problem.transition_closed": ("目前还不满足执行此操作的条件", "The conditions for this are not met yet"),
    "problem.transition_failed": ("“{transition}”没有完成", "“{transition}” could not be done"),
    "problem.no_way_there": ("从当前状态不能直接到“{state}”", "There is no way from here to “{state}”"),
    "problem.button_not_yours": ("您没有使用此按钮的权限", "You are not one of those who may use this button"),
    "problem.button_closed": ("目前还不满足使用此按钮的条件", "The conditions for this button are not met"),
    "problem.no_such_button": ("没有这个按钮，请刷新页面", "There is no such button; load the page again"),
    "problem.stopped": ("不允许这样修改", "This is not allowed"),
    "problem.rule_failed": (
        "自动处理“{rule}”没有完成，因此没有保存任何修改",
        "“{rule}” could not do its work, so nothing was saved",
    ),
    "problem.rule_problem": ("{record}：{text}", "{record}: {text}"),
    "problem.function_missing": (
        "函数“{function}”尚未编写，请在 {file} 中实现：{signature}",
        "The function “{function}” is not written yet; write it in {file}: {signature}",
    ),
    "problem.function_unwritten": (
        "函数“{function}”尚未编写，请在 {file} 中实现并去掉 @unwritten",
        "The function “{function}” is not written yet; write it in {file} and take @unwritten away",
    ),
    "problem.function_differs": (
        "{file} 中的函数“{function}”与声明不一致，应为 {signature}",
        "The function “{function}” in {file} is not as it is declared: {signature}",
    ),
    "problem.function_needs": (
        "函数“{function}”需要“{parameter}”，而它为空",
        "The function “{function}” needs {parameter}, which is empty",
    ),
    "problem.function_argument": (
        "函数“{function}”的“{parameter}”不能是 {value}",
        "{parameter} of the function “{function}” cannot be {value}",
    ),
    "problem.function_result": (
        "函数“{function}”返回了 {value}，与声明不符：{signature}",
        "The function “{function}” gave {value}, which is not as it is declared: {signature}",
    ),
    "problem.rules_endless": (
        "自动规则互相触发，没有尽头：{chain}。没有保存任何修改，请联系管理员",
        "Rules set each other off without end: {chain}. Nothing was saved; tell the administrator",
    ),
    "problem.approved_not_made": (
        "“{approval}”已通过，但“{record}”的“{transition}”没有完成：{reason}",
        "“{approval}” was given, but “{transition}” of “{record}” could not be done: {reason}",
    ),
    "problem.still_needed": ("还有记录在引用：{records}", "Other records still refer to it: {records}"),
}
