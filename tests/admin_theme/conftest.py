import pytest


@pytest.fixture
def render():
    """A component as it comes out, on a page with the given context."""
    from django.template import Context, Template

    def _render(source: str, **context: object) -> str:
        return Template("{% load admin_theme %}" + source).render(Context(context))

    return _render
