"""Makes up the value of one field from its type, its name and its label."""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from lowcode.catalog.colors import COLORS
from lowcode.catalog.field_types import FIELD_TYPES
from lowcode.catalog.field_types.rating import DEFAULT_STARS
from lowcode.runtime.context import Context
from lowcode.runtime.definitions import ChoiceOf, EntityDefinition, FieldDefinition, ManyChoiceOf, Option, Scalar
from lowcode.runtime.pinyin import readings
from lowcode.runtime.samples.files import SampleFiles
from lowcode.runtime.samples.patterns import text_matching
from lowcode.runtime.samples.words import Vocabulary

_COMPANY = re.compile(
    r"customer|client|company|supplier|vendor|account|organi|partner|客户|公司|企业|供应商|单位|厂商|伙伴|租户"
)
_PERSON = re.compile(
    r"contact|person|user|employee|staff|lead|member|student|patient|联系人|姓名|人员|员工|线索|成员|经办"
)
_PRODUCT = re.compile(r"product|item|goods|material|equipment|device|asset|产品|商品|物料|设备|资产|配件")
_PROJECT = re.compile(
    r"opportunit|deal|project|contract|campaign|order|activity|商机|项目|合同|订单|活动|计划|任务|task"
)
_SUBJECT = re.compile(r"ticket|issue|subject|problem|question|case|工单|问题|主题|故障|知识|文章|article")
_POSITION = re.compile(r"position|job|post|职位|职务|岗位")
_ADDRESS = re.compile(r"address|street|地址|地点|location")
_COUNTRY = re.compile(r"country|nation|国家|国籍")
_MODEL = re.compile(r"model|specification|version|型号|规格|版本")
_BIRTHDAY = re.compile(r"birth|born|生日|出生")
_DEPARTMENT = re.compile(r"department|division|部门|科室")
_RIVAL = re.compile(r"competitor|rival|竞争|对手|brand|品牌")
_CITY = re.compile(r"city|城市|产地")
_FUTURE = re.compile(r"close|next|due|expir|end|deadline|until|plan|预计|下次|到期|截止|结束|计划|交付")
_RATING = re.compile(r"rating|score|stars|satisf|评分|满意|打分|等级|意向")
_SMALL = re.compile(r"qty|quantity|count|number|数量|人数|次数|台数|件数")
_PERSON_NAME = re.compile(r"姓名|full_name|first_name|last_name|contact_name|联系人|经办人")
_CODE = re.compile(r"code|number|serial|编号|编码|代码|序列号|单号|wechat|微信|union")


class Maker:
    """Makes values; everything random comes from `source`, so that equal seeds give equal records."""

    def __init__(self, context: Context, vocabulary: Vocabulary, source: random.Random) -> None:
        self.context = context
        self.words = vocabulary
        self.source = source
        self._files = SampleFiles(context, source)

    def scalar(self, entity: EntityDefinition, definition: FieldDefinition, record: Any, index: int) -> Any:
        """A value for the field of a record that is being made up; `index` makes texts different."""
        kind = definition.type.kind if isinstance(definition.type, Scalar) else ""
        match kind:
            case "bool":
                return self.source.random() < 0.7
            case "date":
                return self._moment(definition, record).date()
            case "datetime":
                return self._moment(definition, record)
            case "time":
                return datetime.time(self.source.randint(8, 19), self.source.choice((0, 15, 30, 45)))
            case "int" | "decimal" | "money" | "percent":
                return self._number(definition, kind, record)
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
        names = _leaves(self.context.application.choice_by_name[kind.choice].options)
        where = definition.options_where
        if where is not None and where.option is not None:
            names = [name for name in names if where.option(name, record, self.context)]
        if not names:
            return None
        weights = [1 / (place + 1) ** 0.6 for place in range(len(names))]
        return self.source.choices(names, weights)[0]

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
        most = definition.type.most if isinstance(definition.type, Scalar) else None
        return min(self.source.choice((3, 4, 4, 5, 5)), most or DEFAULT_STARS)

    def _mobile(self, index: int) -> str:
        """A different number for each index below a hundred million."""
        return f"1{self.source.choice('35789')}{self.source.randint(0, 9)}{(index * 7919 + 10_000_019) % 10**8:08d}"

    def _number(self, definition: FieldDefinition, kind: str, record: Any) -> Any:
        low = definition.minimum(record, self.context) if definition.minimum else None
        high = definition.maximum(record, self.context) if definition.maximum else None
        scale = definition.type.scale if isinstance(definition.type, Scalar) else 0
        name = f"{definition.name} {definition.label.texts[0]}"
        if kind == "percent":
            start, end = float(low or 0), float(high if high is not None else Decimal("0.3"))
            return Decimal(str(round(self.source.uniform(start, end), 2)))
        if kind == "money":
            drawn = Decimal(int(10 ** self.source.uniform(3.3, 6.2)) // 100 * 100)
        elif _RATING.search(name):
            drawn = Decimal(self.source.randint(1, 5))
        elif _SMALL.search(name):
            drawn = Decimal(self.source.randint(1, 20))
        else:
            drawn = Decimal(self.source.randint(1, 200))
        drawn = min(
            max(drawn, Decimal(low) if low is not None else drawn), Decimal(high) if high is not None else drawn
        )
        return int(drawn) if kind == "int" else drawn.quantize(Decimal(1).scaleb(-(scale or 0)))

    def _moment(self, definition: FieldDefinition, record: Any) -> datetime.datetime:
        name = f"{definition.name} {definition.label.texts[0]}"
        now = self.context.now
        if _BIRTHDAY.search(name):
            moment = now - datetime.timedelta(days=self.source.randint(22 * 365, 58 * 365))
        elif _FUTURE.search(name):
            moment = now + datetime.timedelta(days=self.source.randint(-20, 120))
        else:
            since = max((now - record.created_at).days, 1)
            moment = record.created_at + datetime.timedelta(days=self.source.randint(0, since))
            moment = min(moment, now)
        return moment.replace(hour=self.source.randint(0, 10), minute=self.source.choice((0, 15, 30, 45)), second=0)

    def _text(self, entity: EntityDefinition, definition: FieldDefinition, record: Any, index: int) -> str | None:
        longest = definition.maximum_length
        if isinstance(definition.type, Scalar) and definition.type.length is not None:
            longest = min(longest or definition.type.length, definition.type.length)
        if definition.pattern is not None:
            text = text_matching(definition.pattern.regex, self.source)
            return text if text is not None and re.fullmatch(definition.pattern.regex, text) else None
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
        words = self.words
        year = self.context.today.year - index % 2
        return f"{year}{words.joint}{self.source.choice(words.projects)}"

    def _latin_name(self, record: Any, index: int) -> str:
        name = getattr(record, "name", None)
        if not isinstance(name, str) or len(name) > 20:
            return f"mail{index + 1}"
        syllables = [reading[:-1] or each for each, reading in zip(name, readings(name), strict=True)]
        latin = re.sub(r"[^a-z0-9]+", ".", "".join(syllables).lower()).strip(".")
        return f"{latin or 'mail'}{index + 1}"


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
    (_PROJECT, Maker.project),
    (_PRODUCT, Maker.product),
    (_SUBJECT, lambda maker, _: maker.source.choice(maker.words.subjects)),
    (_PERSON, lambda maker, _: maker.person()),
)
"""By what the record is, where the field is its name."""
