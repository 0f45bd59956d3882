"""What is wrong with a value or keeps a record from being saved: a sentence for each code of the field types and of saving."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PROBLEM_WORDS: Final[Mapping[str, tuple[str, str] | tuple[str, str, str]]] = {
    "problem.required": ("请填写{label}", "{label} is required"),
    "problem.invalid_characters": (
        "{label}含有不能保存的字符，请删除后重试",
        "{label} holds characters that cannot be saved",
    ),
    "problem.too_long": (
        "{label}最多 {maximum} 个字，现在是 {length} 个",
        "{label} may have {maximum} characters, it has {length}",
    ),
    "problem.too_short": ("{label}至少需要 {minimum} 个字", "{label} needs at least {minimum} characters"),
    "problem.not_an_integer": ("{label}应为整数", "{label} must be a whole number"),
    "problem.not_a_number": ("{label}应为数字", "{label} must be a number"),
    "problem.too_many_digits": (
        "{label}的整数部分最多 {maximum} 位",
        "{label} may have {maximum} digits before the point",
    ),
    "problem.too_many_decimals": (
        "{label}最多保留 {maximum} 位小数",
        "{label} may have {maximum} digits after the point",
    ),
    "problem.not_a_boolean": ("{label}应选“是”或“否”", "{label} must be yes or no"),
    "problem.not_a_date": ("{label}不是有效的日期，应如 2026-11-21", "{label} is not a date such as 2026-11-21"),
    "problem.not_a_time": ("{label}不是有效的时间，应如 09:30", "{label} is not a time such as 09:30"),
    "problem.not_a_datetime": (
        "{label}不是有效的日期和时间，应如 2026-11-21 09:30",
        "{label} is not a date and time such as 2026-11-21 09:30",
    ),
    "problem.date_out_of_range": (
        "{label}应在 {earliest} 和 {latest} 之间",
        "{label} must be between {earliest} and {latest}",
    ),
    "problem.mobile_length": ("{label}应为 11 位数字", "{label} must have 11 digits"),
    "problem.not_a_phone_number": ("{label}不是有效的电话号码", "{label} is not a phone number"),
    "problem.not_an_email_address": (
        "{label}不是有效的邮箱地址，应如 name@example.com",
        "{label} is not an e-mail address such as name@example.com",
    ),
    "problem.not_a_url": (
        "{label}不是有效的网址，应如 https://example.com",
        "{label} is not an address such as https://example.com",
    ),
    "problem.url_scheme": ("{label}应以 https:// 或 http:// 开头", "{label} must begin with https:// or http://"),
    "problem.not_a_rating": ("{label}应为 1 到 {maximum} 星", "{label} must be 1 to {maximum} stars"),
    "problem.not_a_location": (
        "{label}的坐标应为“纬度,经度”，如 31.2304,121.4737",
        "The point of {label} must be latitude,longitude, such as 31.2304,121.4737",
    ),
    "problem.not_a_color": ("{label}不是有效的颜色，应如 #1677ff", "{label} is not a colour such as #1677ff"),
    "problem.file_not_found": (
        "{label}中有文件已失效，请重新上传",
        "A file of {label} is not there any more; send it again",
    ),
    "problem.file_too_large": (
        "{label}：“{name}”超过了系统允许的大小（{size}），没有上传",
        "{label}: “{name}” is larger than this system takes ({size}) and was not kept",
    ),
    "problem.file_larger_than": (
        "{label}：“{name}”有 {size}，最大允许 {largest}",
        "{label}: “{name}” has {size}, at most {largest} are allowed",
    ),
    "problem.file_not_accepted": (
        "{label}：“{name}”不是允许的文件类型（{accepted}）",
        "{label}: “{name}” is none of the kinds that are taken ({accepted})",
    ),
    "problem.too_many_files": (
        "{label}最多 {maximum} 个文件，现在是 {count} 个",
        "{label} may have {maximum} files, it has {count}",
    ),
    "problem.minimum": ("{label}不能小于 {minimum}", "{label} must be {minimum} or more"),
    "problem.maximum": ("{label}不能大于 {maximum}", "{label} must be {maximum} or less"),
    "problem.minimum.date": ("{label}不能早于 {minimum}", "{label} must be {minimum} or later"),
    "problem.maximum.date": ("{label}不能晚于 {maximum}", "{label} must be {maximum} or earlier"),
    "problem.minimum_length": (
        "{label}至少需要 {minimum} 个字，现在是 {length} 个",
        "{label} needs at least {minimum} characters, it has {length}",
    ),
    "problem.maximum_length": (
        "{label}最多 {maximum} 个字，现在是 {length} 个",
        "{label} may have {maximum} characters, it has {length}",
    ),
    "problem.pattern": ("{label}的格式不正确", "{label} does not have the right form"),
    "problem.check": ("填写的内容不符合要求", "These values do not go together"),
    "problem.not_an_option": ("{label}中没有这个选项，请重新选择", "{label} has no such option; choose again"),
    "problem.record_not_found": (
        "{label}所选的记录不存在或您无权查看，请重新选择",
        "What was chosen for {label} does not exist or you may not see it; choose again",
    ),
    "problem.option_not_allowed": (
        "{label}的选择与其他内容不符，请重新选择",
        "{label} does not fit the other values; choose again",
    ),
    "problem.read_only": ("{label}不能修改", "{label} cannot be changed"),
    "problem.field_not_allowed": ("您没有修改“{label}”的权限", "You may not change {label}"),
    "problem.not_unique": ("{label}已被使用，请换一个", "{label} is already taken; choose another"),
    "problem.not_unique_row": ("{label}与另一行重复", "{label} is the same as in another row"),
    "problem.not_unique_with": ("{label}与“{title}”重复", "{label} is the same as that of “{title}”"),
    "problem.not_unique_record": ("已有相同的记录", "There is such a record already"),
    "problem.not_unique_record_with": ("已有相同的记录：“{title}”", "There is such a record already: “{title}”"),
    "problem.open_other": ("查看该记录", "Open it"),
    "problem.create_not_allowed": (
        "您没有权限创建这样的记录，请检查负责人等归属信息",
        "You may not create such a record; check who it belongs to",
    ),
    "problem.too_many_rows": ("{label}最多 {maximum} 行", "{label} may have {maximum} rows"),
    "problem.database": ("内容没有保存，请检查后再试一次", "It was not saved. Check what you entered and try again"),
    "problem.hook": ("{text}", "{text}"),
    "problem.in_row": ("{field}第 {number} 行：{text}", "{field}, row {number}: {text}"),
}
