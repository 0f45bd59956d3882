"""Telephone numbers: Chinese ones as people here write them, all others by the plan of their country."""

from __future__ import annotations

import re

from lowcode.catalog.field_types.base import COMMON_MODIFIERS, MASK, FieldError, InputFacts, ValueContext
from lowcode.catalog.field_types.texts import TextFieldType
from lowcode.catalog.field_types.typed_text import half_width

_SEPARATORS = re.compile(r"[\s\-‐-―.()]+")
_CHINESE_PREFIX = re.compile(r"^(?:\+|00)86(?=\d)")
_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x|#)(\d{1,6})$", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LIKE_A_MOBILE = re.compile(r"1\d{5,}")
_SERVICE = re.compile(r"(?:400|800)\d{7}|95\d{3,4}|1\d{2}|12\d{3}|10\d{3}")

_LONG_ENOUGH = 7
"""Shorter numbers are masked as a whole: two digits of them say too much."""


class Phone(TextFieldType):
    """`phone`: stored in one form only, so that equal numbers are equal texts.

    Chinese mobiles are their 11 digits; everything else is E.164 (`+861088886666`), with `;ext=` for an extension.
    Chinese service numbers (400…, 95…) have no E.164 form and are stored as their digits.
    """

    name = "phone"
    input = InputFacts(type="tel", inputmode="tel", autocomplete="off")
    modifiers = COMMON_MODIFIERS | {"unique", "search", "index"}
    longest = 32

    def read(self, text: str, context: ValueContext) -> str:
        """The number in its stored form."""
        plain = super().read(half_width(text), context)
        extension = _EXTENSION.search(plain)
        digits = _SEPARATORS.sub("", plain[: extension.start()] if extension else plain)
        national = _CHINESE_PREFIX.sub("", digits)
        if _MOBILE.fullmatch(national) and not extension:
            return national
        if _SERVICE.fullmatch(digits):
            return digits + _suffix(extension)
        if _LIKE_A_MOBILE.fullmatch(national):
            raise FieldError("mobile_length")
        return _international(digits) + _suffix(extension)

    def format(self, value: str, context: ValueContext) -> str:
        """In groups, as people read numbers aloud: `138 0013 8000`."""
        del context
        number, _, extension = value.partition(";ext=")
        if _MOBILE.fullmatch(number):
            return f"{number[:3]} {number[3:7]} {number[7:]}"
        if not number.startswith("+"):
            return number
        return _grouped(number) + (f" 转 {extension}" if extension else "")

    def to_input(self, value: str, context: ValueContext) -> str:
        """Plain digits for a mobile, else in groups."""
        return value if value.isdigit() else self.format(value, context)

    def masked(self, value: str) -> str:
        """The first three and the last four digits of a mobile: `138****8000`; of other numbers the last two."""
        if _MOBILE.fullmatch(value):
            return f"{value[:3]}****{value[-4:]}"
        number = value.partition(";")[0]
        return f"{MASK}{number[-2:]}" if len(number) > _LONG_ENOUGH else MASK


def _suffix(extension: re.Match[str] | None) -> str:
    return f";ext={extension[1]}" if extension else ""


def _international(digits: str) -> str:
    """The E.164 form of a landline (Chinese without a prefix) or of a number abroad."""
    import phonenumbers  # noqa: PLC0415 slow third party: the compiler never needs it

    try:
        number = phonenumbers.parse("+" + digits[2:] if digits.startswith("00") else digits, "CN")
    except phonenumbers.NumberParseException as error:
        raise FieldError("not_a_phone_number") from error
    if not phonenumbers.is_valid_number(number):
        raise FieldError("not_a_phone_number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _grouped(number: str) -> str:
    import phonenumbers  # noqa: PLC0415 slow third party: the compiler never needs it

    parsed = phonenumbers.parse(number)
    if parsed.country_code == 86:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
