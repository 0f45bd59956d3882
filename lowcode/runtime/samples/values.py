"""Makes up the value of one field from its type, its name and its label."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from typing import Any

from lowcode.catalog.colors import COLORS
from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, EntityDefinition, FieldDefinition, ManyChoiceOf, Option, Scalar
from lowcode.runtime.pinyin import readings
from lowcode.runtime.samples.amounts import Amounts
from lowcode.runtime.samples.courses import is_settled
from lowcode.runtime.samples.files import SampleFiles
from lowcode.runtime.samples.patterns import fitting_text
from lowcode.runtime.samples.words import Vocabulary

_COMPANY = re.compile(
    r"customer|client|company|supplier|vendor|account|organi|partner|客户|公司|企业|供应商|单位|厂商|伙伴|租户"
)
_PERSON = re.compile(
    r"contact|person|user|employee|staff|lead|member|student|patient|联系人|姓名|人员|员工|线索|成员|经办"
)
_PRODUCT = re.compile(r"product|item|goods|material|equipment|device|asset|产品|商品|物料|设备|资产|配件")
_EVENT = re.compile(r"campaign|event|fair|seminar|市场活动|展会|研讨会")
_PROJECT = re.compile(r"opportunit|deal|project|contract|order|activity|商机|项目|合同|订单|活动|计划|任务|task")
_SUBJECT = re.compile(r"ticket|issue|subject|problem|question|case|工单|问题|主题|故障|知识|文章|article")
_POSITION = re.compile(r"position|job|post|职位|职务|岗位")
_ADDRESS = re.compile(r"address|street|地址|地点|location")
_COUNTRY = re.compile(r"country|nation|国家|国籍")
_MODEL = re.compile(r"model|specification|version|型号|规格|版本")
_DEPARTMENT = re.compile(r"department|division|部门|科室")
_RIVAL = re.compile(r"competitor|rival|竞争|对手|brand|品牌")
_CITY = re.compile(r"city|城市|产地")
_DONE = re.compile(r"attend|done|paid|publish|approv|到场|完成|发布|立项|已付|是否")
_PERSON_NAME = re.compile(r"姓名|full_name|first_name|last_name|contact_name|联系人|经办人")
_CODE = re.compile(r"code|number|serial|编号|编码|代码|序列号|单号|wechat|微信|union")

_CONCENTRATION = 0.7
"""How much more often the first of many occurs than the last."""


class Maker:
    """Makes values; everything random comes from `source`, so that equal seeds give equal records."""

    def __init__(self, context: Context, vocabulary: Vocabulary, source: random.Random) -> None:
        self.context = context
        self.words = vocabulary
        self.source = source
        self._files = SampleFiles(context, source)
        self.amounts = Amounts(context, source)
        self._year = context.today.year

    def scalar(self, entity: EntityDefinition, definition: FieldDefinition, record: Any, index: int) -> Any:
        """A value for the field of a record that is being made up; `index` makes texts different."""
        kind = definition.type.kind if isinstance(definition.type, Scalar) else ""
        self._year = record.created_at.year
        match kind:
            case "bool":
                return self._truth(entity, definition, record)
            case "time":
                return datetime.time(self.source.randint(8, 19), self.source.choice((0, 15, 30, 45)))
            case "int" | "decimal" | "money" | "percent":
                return self.amounts.draw(entity, definition, kind, record)
            case "phone" | "email" | "url":
                return self._contact(kind, record, index)
            case "rating" | "color" | "location":
                return self._special(kind, definition)
            case "file" | "files" | "image" | "images":
                return self._files.draw(definition)
            case _:
                return self._text(entity, definition, record, index)

    def option(self, definition: FieldDefinition, record: Any) -> str | None:
        """An option, earlier ones more often; of a tree a leaf."""
        kind = definition.type
        if not isinstance(kind, ChoiceOf | ManyChoiceOf):
            raise TypeError(f"{definition.name} has no options")
        options = self.context.application.choice_by_name[kind.choice].options
        where = definition.options_where
        if where is not None and where.option is not None:
            names = [each for each in _leaves(options) if where.option(each, record, self.context)]
            return self.source.choices(names, _weights(len(names)))[0] if names else None
        while options:
            option = self.source.choices(options, _weights(len(options)))[0]
            if not option.options:
                return option.name
            options = option.options
        return None

    def options(self, definition: FieldDefinition) -> list[str]:
        """All that the field can be."""
        kind = definition.type
        return (
            _leaves(self.context.application.choice_by_name[kind.choice].options) if isinstance(kind, ChoiceOf) else []
        )

    def _truth(self, entity: EntityDefinition, definition: FieldDefinition, record: Any) -> bool:
        """Yes more often than not; what begins as no becomes yes only now and then, or once the whole is done."""
        begins = definition.default(record, self.context) if definition.default is not None else None
        name = f"{definition.name} {definition.label.texts[0]}"
        application = self.context.application
        if _DONE.search(name) and entity.owner is not None:
            owner = application.entity_by_name[entity.owner]
            if is_settled(application, owner, record.owner_record):
                return True
        share = 0.7 if begins is None or _DONE.search(name) else 0.92 if begins else 0.2
        return self.source.random() < share

    def _contact(self, kind: str, record: Any, index: int) -> str:
        if kind == "phone":
            return self._mobile(index)
        return (
            f"{self._latin_name(record, index)}@example.com" if kind == "email" else f"https://www.example.com/{index}"
        )

    def _special(self, kind: str, definition: FieldDefinition) -> Any:
        if kind == "color":
            return self.source.choice(tuple(COLORS.values()))
        if kind == "location":
            return self._place()
        return self.amounts.stars(definition)

    def _mobile(self, index: int) -> str:
        """A different number for each index below a hundred million."""
        return f"1{self.source.choice('35789')}{self.source.randint(0, 9)}{(index * 7919 + 10_000_019) % 10**8:08d}"

    def _text(self, entity: EntityDefinition, definition: FieldDefinition, record: Any, index: int) -> str | None:
        longest = definition.maximum_length
        if isinstance(definition.type, Scalar) and definition.type.length is not None:
            longest = min(longest or definition.type.length, definition.type.length)
        if definition.pattern is not None:
            return fitting_text(definition.pattern.regex, self.source, definition.minimum_length, longest)
        text = self._worded(entity, definition, record, index)
        while definition.minimum_length is not None and len(text) < definition.minimum_length:
            text += f"{self.words.joint}{self.source.choice(self.words.words)}"
        return text if longest is None else text[:longest].strip()

    def _worded(self, entity: EntityDefinition, definition: FieldDefinition, record: Any, index: int) -> str:
        field = f"{definition.name} {definition.label.texts[0]}"
        whole = f"{entity.name} {entity.label.texts[0]}"
        is_long = isinstance(definition.type, Scalar) and FIELD_TYPES[definition.type.kind].is_long
        if is_long:
            sentences = self.source.sample(self.words.sentences, self.source.randint(1, 2))
            return self.words.joint.join(sentences)
        for pattern, make in _BY_FIELD:
            if pattern.search(field):
                return make(self, index)
        is_name = definition.name == entity.title or definition.name in ("name", "title", "subject", "ming_cheng")
        if not is_name:
            found = next((make for pattern, make in _BY_SUBJECT if pattern.search(field)), None)
            return found(self, index) if found is not None else self.source.choice(self.words.words)
        subject = f"{field} {whole}"
        found = next((make for pattern, make in _BY_SUBJECT if pattern.search(subject)), Maker.anything)
        return found(self, index)

    def _place(self) -> str:
        """An address somewhere between the great rivers, and its point."""
        latitude, longitude = self.source.uniform(28, 36), self.source.uniform(112, 121)
        return f"{latitude:.6f},{longitude:.6f} {self.address()}"

    def anything(self, index: int) -> str:
        """A name for what gives no hint."""
        return f"{self.source.choice(self.words.words)}{self.words.joint}{self.project(index)}"

    def address(self) -> str:
        """A street and a number in a city."""
        pick = self.source.choice
        return self.words.joint.join(
            (pick(self.words.cities), pick(self.words.streets), str(self.source.randint(1, 300)))
        )

    def rival(self) -> str:
        """A company in short."""
        return self.words.joint.join((self.source.choice(self.words.brands), self.source.choice(self.words.trades)))

    def company(self, index: int) -> str:
        """A company's name, a different one for each index below some hundred thousand."""
        words = self.words
        sizes = (len(words.brands), len(words.cities), len(words.trades), len(words.companies))
        whole = sizes[0] * sizes[1] * sizes[2] * sizes[3]
        number = (index * 104_729 + 15_485_863) % whole
        number, brand = divmod(number, sizes[0])
        number, city = divmod(number, sizes[1])
        company, trade = divmod(number, sizes[2])
        first = (words.cities[city], words.brands[brand], words.trades[trade], words.companies[company])
        again = index // whole
        return words.joint.join(first) + (f"{words.joint}{again + 1}" if again else "")

    def person(self) -> str:
        """Somebody's name."""
        surname, given = self.source.choice(self.words.surnames), self.source.choice(self.words.given_names)
        parts = (surname, given) if self.words.family_first else (given, surname)
        return self.words.joint.join(parts)

    def product(self, index: int) -> str:
        """A product's name and its variety."""
        words = self.words
        product = words.products[index % len(words.products)]
        quality = words.qualities[index // len(words.products) % len(words.qualities)]
        return f"{product} {quality}"

    def project(self, index: int) -> str:
        """What a deal or a contract is about."""
        return f"{self._year}{self.words.joint}{self.source.choice(self.words.projects)}"

    def subject(self, index: int) -> str:
        """What somebody has trouble with."""
        thing = self.words.products[index % len(self.words.products)]
        return f"{thing}{self.words.joint}{self.source.choice(self.words.subjects)}"

    def event(self, index: int) -> str:
        """What people were invited to."""
        words = self.words
        return words.joint.join((str(self._year), self.source.choice(words.cities), self.source.choice(words.events)))

    def _latin_name(self, record: Any, index: int) -> str:
        name = getattr(record, "name", None)
        if not isinstance(name, str) or len(name) > 20:
            return f"mail{index + 1}"
        syllables = [reading[:-1] or each for each, reading in zip(name, readings(name), strict=True)]
        latin = re.sub(r"[^a-z0-9]+", ".", "".join(syllables).lower()).strip(".")
        return f"{latin or 'mail'}{index + 1}"


def _weights(count: int) -> list[float]:
    return [1 / (place + 1) ** _CONCENTRATION for place in range(count)]


def _leaves(options: tuple[Option, ...]) -> list[str]:
    return [name for option in options for name in (_leaves(option.options) if option.options else [option.name])]


_Make = Callable[[Maker, int], str]

_BY_FIELD: tuple[tuple[re.Pattern[str], _Make], ...] = (
    (_PERSON_NAME, lambda maker, _: maker.person()),
    (_CODE, lambda maker, index: f"{maker.source.choice('ABCDEFGHJKLMN')}{index + 1000:06d}"),
    (_POSITION, lambda maker, _: maker.source.choice(maker.words.positions)),
    (_ADDRESS, lambda maker, _: maker.address()),
    (_COUNTRY, lambda maker, _: maker.source.choice(maker.words.countries)),
    (_MODEL, lambda maker, _: maker.source.choice(maker.words.qualities)),
    (_DEPARTMENT, lambda maker, _: maker.source.choice(maker.words.departments)),
    (_RIVAL, lambda maker, _: maker.rival()),
    (_CITY, lambda maker, _: maker.source.choice(maker.words.cities)),
)
"""By the name and label of the field; the first that fits."""

_BY_SUBJECT: tuple[tuple[re.Pattern[str], _Make], ...] = (
    (_COMPANY, Maker.company),
    (_EVENT, Maker.event),
    (_PROJECT, Maker.project),
    (_PRODUCT, Maker.product),
    (_SUBJECT, Maker.subject),
    (_PERSON, lambda maker, _: maker.person()),
)
"""By what the record is, where the field is its name."""
