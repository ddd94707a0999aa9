"""The first run: a house without a province shows these two pages on every host, and afterwards never again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from commons.access import commands
from commons.access.forms import SecretForm, SetUpForm
from commons.directory import queries as directory
from commons.directory.errors import SetUpSpent
from commons.kernel import clock
from commons.kernel.actor import system
from commons.kernel.errors import Refusal

TITLE = "首次设置"


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def ask_secret(request: HttpRequest) -> HttpResponse:
    """Whoever opens an empty house is asked for the secret that was printed where it was started."""
    form = SecretForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret = form.cleaned_data["secret"].strip().rstrip("/").rpartition("/")[2]  # the whole link will do
        if directory.holds_set_up(secret, at=clock.now()):
            return HttpResponseRedirect(f"/setup/{secret}/")
        form.add_error("secret", SetUpSpent.sentence)
    return render(request, "access/ask_secret.html", {"form": form, "title": TITLE}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, secret: str) -> HttpResponse:
    """Province, name, term, first administrator; then the activation link, shown once."""
    if not directory.holds_set_up(secret, at=clock.now()):
        raise SetUpSpent()
    form = SetUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            link = commands.set_up(actor=system(""), secret=secret, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            if refusal.data.get("field") not in form.fields:
                raise
            form.add_error(refusal.data["field"], refusal.message)
        else:
            return _done(request, form, link)
    return render(request, "access/set_up.html", {"form": form, "title": TITLE}, status=422 if form.errors else 200)


def _done(request: HttpRequest, form: SetUpForm, link: str) -> HttpResponse:
    _, port = split_domain_port(request.get_host())
    host = directory.host_of(directory.office(form.cleaned_data["province"]))
    home = f"//{host}:{port}/" if port else f"//{host}/"
    said = {"title": "平台已设置", "home": home, "link": f"{home}enter/{link}/", **form.cleaned_data}
    return render(request, "access/set_up_done.html", said)
