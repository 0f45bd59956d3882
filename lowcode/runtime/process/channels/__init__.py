"""The channels that messages leave the app by, by name, and the connections of the spec beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.process.calls.calling import Caller
from lowcode.runtime.process.channels.dingtalk import DingTalk
from lowcode.runtime.process.channels.feishu import Feishu
from lowcode.runtime.process.channels.mail import Mail
from lowcode.runtime.process.channels.sms import Sms
from lowcode.runtime.process.channels.wecom import WeCom
from lowcode.runtime.process.deliveries import CALL_PREFIX, EMAIL, SMS
from lowcode.runtime.process.outgoing import Sender
from lowcode.runtime.process_definitions import processes_of


class Channels(Mapping[str, Sender]):
    """Everything that an app can send over, set up by the environment at the moment of sending."""

    def __init__(self, application: ApplicationDefinition, environment: Mapping[str, str]) -> None:
        self._senders = {
            EMAIL: Sender(send=Mail(application, environment).send),
            SMS: Sender(send=Sms(environment).send),
            "wecom": Sender(send=WeCom(environment).send),
            "dingtalk": Sender(send=DingTalk(environment).send),
            "feishu": Sender(send=Feishu(environment).send),
        }
        for each in processes_of(application).connections:
            sender = Sender(send=Caller(each, environment).send, attempts=max(1, each.attempts))
            self._senders[f"{CALL_PREFIX}{each.name}"] = sender

    def __getitem__(self, channel: str) -> Sender:
        return self._senders[channel]

    def __iter__(self) -> Iterator[str]:
        return iter(self._senders)

    def __len__(self) -> int:
        return len(self._senders)
