"""Joining and signing in are one flow: address, code from the mail, and the first time a name."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import get_pending_stage
from allauth.account.stages import LoginByCodeStage
from allauth.core.internal.cryptokit import compare_user_code
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from chapterhouse.foundation.http.declares import ActorRequest, anyone, declares
from chapterhouse.foundation.http.limits import within_limit
from chapterhouse.foundation.refusals import Refusal, SignInNeeded
from chapterhouse.people.actions import open_account, welcome
from chapterhouse.people.forms import CodeForm, EnterForm, WelcomeForm
from chapterhouse.people.models import Account
from chapterhouse.people.queries import signed_in_account

# A whole meeting may join at once behind one address of a library.
FROM_ONE_PLACE = "60/m/ip,400/h/ip"
TO_ONE_ADDRESS = "3/m/key,10/h/key"
GUESSES = "20/h/key"
CONTINUED = "people:welcome"


def next_page(request: HttpRequest) -> str:
    """Give the page to go on to, or nothing where the request names none of this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe and len(wanted) < 2000 else ""


def onward(request: HttpRequest, name: str) -> str:
    """Give the address of the named page of this flow, with what comes after it."""
    after = next_page(request)
    return reverse(name) + (f"?{urlencode({'next': after})}" if after else "")


def account_of(request: HttpRequest) -> Account | None:
    """Give the account that is signed in, also one without a person yet."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    # `request.user` only stands for the account; acts lock the row itself.
    return signed_in_account(request.user.pk) if isinstance(request.user, Account) else None


@declares(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: ActorRequest) -> HttpResponse:
    """Ask for an e-mail address and send a code to it; known and new addresses look the same."""
    account = account_of(request)
    if account:
        return _inside(request, account)
    form = EnterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"].lower()
        if within_limit(request, "enter", FROM_ONE_PLACE) and within_limit(
            request, "enter_address", TO_ONE_ADDRESS, key=address
        ):
            account = open_account(address=address, now=timezone.now())
            LoginCodeVerificationProcess.initiate(request=request, user=account, email=address)
            return redirect(onward(request, "people:code"))
        form.add_error(None, _("That were many codes in a short time. Please wait a few minutes and try again."))
    context = {"form": form, "next": next_page(request), "title": _("Join or sign in"), "submit": _("Send me a code")}
    return render(request, "people/enter.html", context, status=422 if form.errors else 200)


@declares(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: ActorRequest) -> HttpResponse:
    """Ask for the code from the mail, and let in who knows it."""
    account = account_of(request)
    if account:
        return _inside(request, account)
    stage = get_pending_stage(request)
    process = None
    if stage is not None and stage.key == LoginByCodeStage.key:
        process = LoginCodeVerificationProcess.resume(stage)  # type: ignore[no-untyped-call]
    if process is None:
        messages.warning(request, _("This code has been used or is too old. Let us send you a new one."))
        return redirect(onward(request, "people:enter"))
    if request.method == "POST" and request.POST.get("action") == "resend":
        return _send_again(request, process)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _try_code(request, process, form)
        if answer is not None:
            return answer
    context = {
        "form": form,
        "next": next_page(request),
        "address": process.state["email"],
        "can_resend": process.can_resend,
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
    }
    return render(request, "people/code.html", context, status=422 if form.errors else 200)


def _send_again(request: HttpRequest, process: LoginCodeVerificationProcess) -> HttpResponse:
    address = process.state["email"]
    if process.can_resend and within_limit(request, "enter_address", TO_ONE_ADDRESS, key=address):
        process.resend()
        messages.success(request, _("A new code is on its way. The one before no longer works."))
    else:
        messages.warning(request, _("We have sent several already. Please look in your spam folder, or wait a little."))
    return redirect(onward(request, "people:code"))


def _try_code(request: HttpRequest, process: LoginCodeVerificationProcess, form: CodeForm) -> HttpResponse | None:
    """Give the page after signing in, the way back after the last guess, or nothing for another try."""
    # Counted by address too: the number in the session could be raced by many requests at once.
    allowed = within_limit(request, "enter_guess", GUESSES, key=process.state["email"])
    typed = form.cleaned_data["code"]
    user = process.user
    if allowed and user and user.is_active and compare_user_code(actual=typed, expected=process.code):
        answer = cast(HttpResponse, process.finish(onward(request, CONTINUED)))
        account = request.user
        if isinstance(account, Account) and account.person and account.person.language:
            speak(answer, account.person.language)
        return answer
    if not allowed or not process.record_invalid_attempt():
        process.abort()
        messages.warning(request, _("That were too many wrong codes. Let us send you a new one."))
        return redirect(onward(request, "people:enter"))
    form.add_error("code", _("This is not the code. Please look again: it is in our newest mail to you."))
    return None


@declares(anyone)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def first_time(request: ActorRequest) -> HttpResponse:
    """Ask a new person for her name and the code of conduct, then go on to where she was heading."""
    account = account_of(request)
    if account is None:
        raise SignInNeeded
    if account.person is not None:
        return redirect(next_page(request) or "people:me")
    form = WelcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            welcome(account=account, now=timezone.now(), language=get_language() or "", **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect(next_page(request) or "people:me")
    context = {"form": form, "next": next_page(request), "title": _("Welcome! Who are you?")}
    return render(request, "people/welcome.html", context, status=422 if form.errors else 200)


@declares(anyone)
@require_http_methods(["GET", "HEAD", "POST"])
def sign_out(request: ActorRequest) -> HttpResponse:
    """Sign out; a GET (a typed address) asks first."""
    if request.method == "POST":
        logout(request)
        return redirect("/")
    context = {"title": _("Sign out?"), "yes": _("Sign out"), "back_url": reverse("people:me")}
    return render(request, "look/confirm.html", context)


def _inside(request: HttpRequest, account: Account) -> HttpResponse:
    """Go on as somebody who is signed in already."""
    return redirect(onward(request, CONTINUED) if account.person is None else next_page(request) or "people:me")


def speak(answer: HttpResponse, language: str) -> None:
    """Let the pages after this one speak the language; nothing chosen means that of the browser."""
    if language:
        answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax")
    else:
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
