"""Templates: where they are looked up, what all of them know, and how a page becomes an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template
from markupsafe import Markup
from starlette.responses import HTMLResponse

from lowcode.runtime.definitions import ApplicationDefinition
from lowcode.runtime.pages.devices import device
from lowcode.runtime.pages.drawn_fields import DrawnFields
from lowcode.runtime.pages.escaping import EscapingCodeGenerator
from lowcode.runtime.pages.notices import forget_notice
from lowcode.runtime.pages.presentation import Presentation
from lowcode.runtime.pages.shell import Frame, shell_for
from lowcode.runtime.pages.standing_frame import StandingFrame
from lowcode.runtime.pages.theme import logo_url, theme_url

if TYPE_CHECKING:
    from lowcode.runtime.http.request import PageRequest

_MOST_FRAMES = 256
RUNTIME_TEMPLATES = Path(__file__).parent.parent / "templates"


class Renderer:
    """The templates of one app: `custom/templates` wins over the app's own, these over the runtime's.

    The app's own are called `generated/customer/list.html` as well, so that what stands in for one can extend it.
    Made once at start. Templates are compiled when they are first used and kept.
    """

    def __init__(
        self,
        application: ApplicationDefinition,
        folders: Sequence[Path],
        static_url: Callable[[str], str],
    ) -> None:
        self.application = application
        self.static_url = static_url
        self.environment = Environment(
            loader=_loader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
        )
        self.environment.code_generator_class = EscapingCodeGenerator
        self._presentations: dict[str, Presentation] = {}
        self._icons: dict[str, Markup] = {}
        self.drawn_fields = DrawnFields()
        self._frames: dict[tuple[str, frozenset[str]], Frame] = {}
        self.theme_url = theme_url(application)
        self.logo_url = logo_url(application)
        self._sprite = static_url("icons.svg")
        self.standing_frame = StandingFrame(self.environment, RUNTIME_TEMPLATES)
        self.environment.globals.update(asset=static_url, icon=self.icon, device=device)

    def icon(self, name: str) -> Markup:
        """One icon of the sprite; decoration, so hidden from screen readers."""
        found = self._icons.get(name)
        if found is None:
            drawing = Markup('<svg class=icon aria-hidden=true><use href="{}#{}"/></svg>').format(self._sprite, name)
            found = self._icons[name] = drawing
        return found

    def frame(self, locale: str, roles: frozenset[str], make: Callable[[], Frame]) -> Frame:
        """The navigation for a language and a set of roles, made when it is first needed."""
        found = self._frames.get((locale, roles))
        if found is None:
            if len(self._frames) >= _MOST_FRAMES:
                self._frames.clear()
            found = self._frames[locale, roles] = make()
        return found

    def presentation(self, locale: str) -> Presentation:
        """How values are shown in this language."""
        found = self._presentations.get(locale)
        if found is None:
            found = self._presentations[locale] = Presentation(self.application, locale)
        return found

    def template(self, *names: str) -> Template:
        """The first of `names` that exists."""
        return self.environment.select_template(names)

    def macro(self, template: str, name: str) -> Callable[..., Markup]:
        """A macro of a template that needs no context of a page."""
        found: Callable[..., Markup] = getattr(self.environment.get_template(template).module, name)
        return found


def _loader(folders: Sequence[Path]) -> ChoiceLoader:
    """The owner's folder first, the app's own last of `folders`."""
    plain = [FileSystemLoader(folder) for folder in (*folders, RUNTIME_TEMPLATES)]
    return ChoiceLoader([*plain, PrefixLoader({"generated": plain[len(folders) - 1]})])


def presentation_of(request: PageRequest) -> Presentation:
    """How values are shown to whoever asks."""
    return request.service.renderer.presentation(request.locale)


def page_text(request: PageRequest, *templates: str, values: Mapping[str, Any]) -> str:
    """The HTML of the first template that exists, with the frame's values added."""
    renderer: Renderer = request.service.renderer
    presentation = renderer.presentation(request.locale)
    shell, roles = shell_for(request), request.context.identity.roles
    return renderer.template(*templates).render(
        shell=shell,
        frame=lambda: renderer.standing_frame.draw(shell, roles, presentation.say),
        say=presentation.say,
        instant=presentation.formats.instant,
        **values,
    )


def render(request: PageRequest, *templates: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The answer with a page. A notice that the page shows is forgotten with it."""
    answer = HTMLResponse(page_text(request, *templates, values=values), status_code=status)
    answer.headers["Vary"] = "HX-Request"
    forget_notice(request, answer)
    return answer
