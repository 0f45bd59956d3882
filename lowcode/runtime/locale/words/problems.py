"""What is wrong with a value or keeps a record from being saved: a sentence for each code of the field types and of saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PROBLEM_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "problem.required": ("请填写{label}", "{label} is required"),
    "problem.invalid_characters": ("{label}含有不能保存的字符，请删除后重试", "{label} holds characters that cannot be saved"),
    "problem.too_long": ("{label}最多 {maximum} 个字，现在是 {length} 个", "{label} may have {maximum} characters, it has {length}"),
    "problem.too_short": ("{label}至少需要 {minimum} 个字", "{label} needs at least {minimum} characters"),
    "problem.not_an_integer": ("{label}应为整数", "{label} must be a whole number"),
    "problem.not_a_number": ("{label}应为数字", "{label} must be a number"),
    "problem.too_many_digits": ("{label}的整数部分最多 {maximum} 位", "{label} may have {maximum} digits before the point"),
    "problem.too_many_decimals": ("{label}最多保留 {maximum} 位小数", "{label} may have {maximum} digits after the point"),
    "problem.not_a_boolean": ("{label}应选“是”或“否”", "{label} must be yes or no"),
    "problem.not_a_date": ("{label}不是有效的日期，应如 2026-11-21", "{label} is not a date such as 2026-11-21"),
    "problem.not_a_time": ("{label}不是有效的时间，应如 09:30", "{label} is not a time such as 09:30"),
    "problem.not_a_datetime": ("{label}不是有效的日期和时间，应如 2026-11-21 09:30", "{label} is not a date and time such as 2026-11-21 09:30"),
    "problem.date_out_of_range": ("{label}应在 {earliest} 和 {latest} 之间", "{label} must be between {earliest} and {latest}"),
    "problem.mobile_length": ("{label}应为 11 位数字", "{label} must have 11 digits"),
    "problem.not_a_phone_number": ("{label}不是有效的电话号码", "{label} is not a phone number"),
    "problem.not_an_email_address": ("{label}不是有效的邮箱地址，应如 name@example.com", "{label} is not an e-mail address such as name@example.com"),
    "problem.not_a_url": ("{label}不是有效的网址，应如 https://example.com", "{label} is not an address such as https://example.com"),
    "problem.url_scheme": ("{label}应以 https:// 或 http:// 开头", "{label} must begin with https:// or http://"),
}
